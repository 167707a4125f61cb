import { createProcessRenderer } from "../../src/pipeline/processes.ts";
import { defaultPixelLimits } from "../../src/pipeline/limits.ts";
import { checkSteps, checkEncode } from "@intaglio/contract";
import { readFileSync, createReadStream, statSync } from "node:fs";
const path='/usr/share/backgrounds/mate/nature/Dune.jpg';
const blob=()=>({size:statSync(path).size, body:createReadStream(path)});
const r=createProcessRenderer({mode:"processes",workers:2,queueLength:200,deadlineMs:10000,memoryBytes:1<<30,limits:defaultPixelLimits,log:console as any});
const image=(await r.measure(blob(),'jpeg'))!; console.log(image, await r.measure({size:10,body:(async function*(){yield Buffer.from('0123456789')})()},'png'));
const job={steps:checkSteps([{op:'orient'},{op:'resize',width:800}]),encode:checkEncode({format:'webp'}) as any,image};
let t=performance.now();
await Promise.all(Array.from({length:40},()=>r.render(job,blob())));
console.log('40 in',performance.now()-t, r.pids());
t=performance.now();
const big=r.render({...job,steps:checkSteps([{op:'resize',width:8000,mode:'force',height:3000,enlarge:'allow'}]),encode:checkEncode({format:'avif'}) as any},blob());
setTimeout(()=>{for(const p of r.pids()) process.kill(p,'SIGKILL')},400);
console.log(await big.catch(e=>[e.code,e.message]), performance.now()-t);
console.log((await r.render(job,blob())).bytes.length);
// no close: host must end by itself
console.log(performance.now()-t);
