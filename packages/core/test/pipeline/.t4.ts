import { createProcessRenderer } from "../../src/pipeline/processes.ts";
import { defaultPixelLimits } from "../../src/pipeline/limits.ts";
import { jobFor, scene } from "./pictures.ts";
const picture = await scene(400, 300).jpeg().toBuffer();
const slow=await jobFor(picture, [{ op: "resize", width: 50 }], { format: "avif" });
const r=createProcessRenderer({mode:"processes",workers:1,queueLength:200,deadlineMs:20000,memoryBytes:1000,limits:defaultPixelLimits,log:console as any});
for (let i=0;i<5;i++){ const t=performance.now(); const e=await r.render(slow,{size:picture.length,body:(async function*(){yield picture})()}).catch(e=>e); console.log(e.code,performance.now()-t);}
