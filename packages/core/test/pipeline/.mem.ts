import sharp from "sharp"; import { hardenDecoder } from "../../src/pipeline/render.ts"; import { rendered, jobFor } from "./pictures.ts";
const mode=process.argv[2];
let bytes:Buffer;
if(mode==='big'){bytes=await sharp('/usr/share/backgrounds/mate/nature/Dune.jpg').resize(8600,5600,{fit:'fill'}).withMetadata({orientation:6}).jpeg().toBuffer();}
else if(mode==='bigpng'){bytes=await sharp('/usr/share/backgrounds/mate/nature/Dune.jpg').resize(8600,5600,{fit:'fill'}).ensureAlpha().png({compressionLevel:1}).toBuffer();}
else { const f=await sharp('/usr/share/backgrounds/mate/nature/Dune.jpg').resize(1400,1400,{fit:'fill'}).raw().toBuffer(); bytes=await sharp(Buffer.concat(Array.from({length:50},(_,i)=>Buffer.from(f).fill(i*5,i*1000,i*1000+300000))),{raw:{width:1400,height:70000,channels:3,pageHeight:1400},limitInputPixels:false}).gif({effort:1,delay:Array(50).fill(50)}).toBuffer(); }
console.log(mode,'source',bytes.length>>10,'kB');
const {spawn}=await import('node:child_process');
const {createProcessRenderer}=await import('../../src/pipeline/processes.ts'); const {defaultPixelLimits}=await import('../../src/pipeline/limits.ts');
const {readFileSync}=await import('node:fs');
const plans:any[]= mode==='gif'?[[[{op:'resize',width:300}],'webp'],[[{op:'resize',width:300}],'gif'],[[],'webp']]:[[[{op:'orient'},{op:'resize',width:800}],'webp'],[[{op:'orient'},{op:'crop',aspect:[1,1]},{op:'resize',width:800}],'jpeg'],[[{op:'blur',sigma:3},{op:'rotate',degrees:10},{op:'resize',width:800}],'jpeg'],[[{op:'trim'},{op:'resize',width:800}],'jpeg']];
for(const [steps,format] of plans){ const r=createProcessRenderer({mode:"processes",workers:1,queueLength:5,deadlineMs:120000,memoryBytes:3e9,limits:defaultPixelLimits,log:console as any});
 const job=await jobFor(bytes,steps,{format}); const t=performance.now(); let peak=0; 
 const out=await r.render(job,{size:bytes.length,body:(async function*(){yield bytes})()}).catch(e=>({width:e.code,height:e.message,bytes:[] as any}));
 const pid=r.pids()[0]; try{peak=Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`,'utf8'))![1])>>10}catch{}
 console.log(JSON.stringify(steps),format,out.width,out.height,out.bytes.length>>10,'kB',Math.round(performance.now()-t),'ms peak',peak,'MiB'); await r.close(); }
