import { Command } from 'commander';
import { images as makeImages } from '../images/images.js';
import { toolchain } from '../programs/programs.js';

export const images = new Command('images')
  .description(
    "make the images and print their archives' paths, to load into a cluster of your own (kind load image-archive, docker load ...)",
  )
  .action(async () => {
    const report = (text: string) => process.stderr.isTTY && console.error(text);
    const { archives } = await makeImages(await toolchain(report), report);
    console.log(archives.join('\n'));
  });
