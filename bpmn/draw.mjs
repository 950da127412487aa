// Draws every model of this folder to <name>.png, and each collapsed subprocess in it to <name>-<its name>.png: bpmn-js in
// the machine's Chromium.
import { readFileSync, readdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const viewer = readFileSync('node_modules/bpmn-js/dist/bpmn-viewer.production.min.js', 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
for (const model of readdirSync('.').filter((name) => name.endsWith('.bpmn'))) {
  const page = await browser.newPage({ deviceScaleFactor: 1 });
  await page.setContent(`<style>.bjs-breadcrumbs, .bjs-drilldown { display: none; }</style>
    <body style="margin:0"><div id="canvas" style="width:100vw;height:100vh"></div></body>`);
  await page.addScriptTag({ content: viewer });
  const planes = await page.evaluate(async (xml) => {
    window.viewer = new BpmnJS({ container: '#canvas' });
    await window.viewer.importXML(xml);
    return window.viewer.get('canvas').getRootElements().map((root) => root.id);
  }, readFileSync(model, 'utf8'));
  for (const plane of planes) {
    const box = await page.evaluate((id) => {
      const canvas = window.viewer.get('canvas');
      canvas.setRootElement(canvas.findRoot(id));
      return canvas.viewbox().inner;
    }, plane);
    await page.setViewportSize({ width: Math.ceil(box.width) + 40, height: Math.ceil(box.height) + 75 }); // bpmn.io's logo
    await page.evaluate((inner) => {
      const canvas = window.viewer.get('canvas');
      canvas.resized();
      canvas.viewbox({ x: inner.x - 20, y: inner.y - 20, width: inner.width + 40, height: inner.height + 75 });
    }, box);
    const part = plane.match(/^SubProcess_(\w+?)_plane$/)?.[1].replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
    const picture = model.replace('.bpmn', part ? `-${part}.png` : '.png');
    await page.screenshot({ path: picture });
    console.log(`${picture}: ${Math.ceil(box.width)} x ${Math.ceil(box.height)}`);
  }
}
await browser.close();
