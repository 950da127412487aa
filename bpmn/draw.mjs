// Draws every model of this folder to <name>.png: bpmn-js in the machine's Chromium.
import { readFileSync, readdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const viewer = readFileSync('node_modules/bpmn-js/dist/bpmn-viewer.production.min.js', 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
for (const model of readdirSync('.').filter((name) => name.endsWith('.bpmn'))) {
  const page = await browser.newPage({ deviceScaleFactor: 1 });
  await page.setContent('<body style="margin:0"><div id="canvas" style="width:100vw;height:100vh"></div></body>');
  await page.addScriptTag({ content: viewer });
  const box = await page.evaluate(async (xml) => {
    window.viewer = new BpmnJS({ container: '#canvas' });
    await window.viewer.importXML(xml);
    return window.viewer.get('canvas').viewbox().inner;
  }, readFileSync(model, 'utf8'));
  await page.setViewportSize({ width: Math.ceil(box.width) + 40, height: Math.ceil(box.height) + 40 });
  await page.evaluate((inner) => {
    const canvas = window.viewer.get('canvas');
    canvas.resized();
    canvas.viewbox({ x: inner.x - 20, y: inner.y - 20, width: inner.width + 40, height: inner.height + 40 });
  }, box);
  await page.screenshot({ path: model.replace('.bpmn', '.png') });
  console.log(`${model}: ${Math.ceil(box.width)} x ${Math.ceil(box.height)}`);
}
await browser.close();
