/** Which network addresses are the public internet's. Judged on their bytes, whatever way they were written. */
import { BlockList, isIPv4, isIPv6 } from "node:net";

/** Everything in IPv4 that is not a public host: RFC 6890 and its updates, multicast and reserved ranges. */
const special4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8], // this network
  ["10.0.0.0", 8], // private
  ["100.64.0.0", 10], // shared by carriers; some clouds' metadata
  ["127.0.0.0", 8], // loopback
  ["169.254.0.0", 16], // link-local, and clouds' metadata
  ["172.16.0.0", 12], // private
  ["192.0.0.0", 24], // protocol assignments
  ["192.0.2.0", 24], // documentation
  ["192.31.196.0", 24], // AS112
  ["192.52.193.0", 24], // AMT
  ["192.88.99.0", 24], // 6to4 relays
  ["192.168.0.0", 16], // private
  ["192.175.48.0", 24], // AS112
  ["198.18.0.0", 15], // benchmarking
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, broadcast
];

/** Inside IPv6's one range of public hosts, what is not one, or hides an IPv4 address. */
const special6: readonly (readonly [string, number])[] = [
  ["2001::", 23], // protocol assignments: Teredo, benchmarking, ORCHID
  ["2001:db8::", 32], // documentation
  ["2002::", 16], // 6to4
  ["2620:4f:8000::", 48], // AS112
  ["3fff::", 20], // documentation
];

const blocked4 = new BlockList();
for (const [net, prefix] of special4) blocked4.addSubnet(net, prefix, "ipv4");
const blocked6 = new BlockList();
for (const [net, prefix] of special6) blocked6.addSubnet(net, prefix, "ipv6");
const global6 = new BlockList();
global6.addSubnet("2000::", 3, "ipv6");

/**
 * True for the address of a public host. Outside 2000::/3 no IPv6 address is one: loopback, mapped and compatible IPv4,
 * both NAT64 prefixes, SIIT, local, site-local and multicast ones all lie there. What cannot be read is not public.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !blocked4.check(address, "ipv4");
  if (!isIPv6(address) || address.includes("%")) return false;
  return global6.check(address, "ipv6") && !blocked6.check(address, "ipv6") && !isIsatap(address);
}

/** ISATAP: any prefix, then `0:5efe` or `200:5efe` and an IPv4 address. */
function isIsatap(address: string): boolean {
  const groups = expand(address);
  return groups[5] === 0x5efe && (groups[4] === 0 || groups[4] === 0x200);
}

/** The eight groups of an IPv6 address that is known to be one. */
function expand(address: string): number[] {
  const mixed = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const [, head = "", a, b, c, d] = mixed ?? [];
  const pair = (high: unknown, low: unknown): string => (Number(high) * 256 + Number(low)).toString(16);
  const [left = "", right] = (mixed ? `${head}${pair(a, b)}:${pair(c, d)}` : address).split("::");
  const read = (text: string): number[] =>
    text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
  const [before, after] = [read(left), read(right ?? "")];
  return right === undefined
    ? before
    : [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}
