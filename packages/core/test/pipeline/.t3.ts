import { compile } from "../../src/pipeline/passes.ts";
import { strokesOf, storedFrame, frameAfter } from "../../src/pipeline/frames.ts";
import { rendered, scene, distance, jobFor, oriented } from "./pictures.ts";
const which=process.argv[2]!; const steps=JSON.parse(process.argv[3]!);
const bytes=which==='alpha'?await scene(110,150,{alpha:true}).png().toBuffer(): which==='grey'?await scene(140, 120).toColourspace("b-w").png().toBuffer():which==='jpeg'?await oriented(150,110,6):await scene(150,110).png().toBuffer();
const job=await jobFor(bytes,steps,{format:'png'});
let frame=storedFrame(job.image); const all:any[]=[];
for(const s of job.steps){const m=strokesOf(s,frame);all.push(...m);frame=frameAfter(s,frame,m);}
for(const p of compile(all,storedFrame(job.image),{alpha:job.image.hasAlpha,foreign:which==='grey'})) console.log([...p.slots].map(([k,v])=>k+JSON.stringify(v)).join(' | '));
let now=bytes;
for(let i=1;i<=steps.length;i++){ const a=await rendered(bytes,steps.slice(0,i)); now=(await rendered(now,[steps[i-1]])).bytes; console.log(steps[i-1].op,await distance(a.bytes,now)); }
