import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { findType } from './find-type.ts';

const box = (brand: string) => Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0`, 'latin1');

describe('what a file is, by its first bytes', () => {
  test.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('a real %s', async (format) => {
    const pixel = { create: { width: 8, height: 8, channels: 3, background: 'teal' } } as const;
    expect(findType(await sharp(pixel).toFormat(format).toBuffer())).toBe(`image/${format}`);
  });

  test.each([
    ['isom', 'video/mp4'],
    ['mp42', 'video/mp4'],
    ['M4V ', 'video/mp4'],
    ['3gp5', 'video/mp4'],
    ['qt  ', 'video/quicktime'],
    ['M4A ', 'audio/mp4'],
    ['avif', 'image/avif'],
    ['heic', 'image/heif'],
    ['heix', 'image/heif'],
    ['hevc', 'image/heif'],
    ['mif1', 'image/heif'],
    ['msf1', 'image/heif'],
    ['crx ', 'image/heif'],
    ['evil', 'application/octet-stream'],
  ])('an ISO media file of the brand %j is %s', (brand, type) => {
    expect(findType(box(brand))).toBe(type);
  });

  test.each([
    ['ID3\x04\0\0', 'audio/mpeg'],
    ['\xff\xfb\x90\x64', 'audio/mpeg'],
    ['\xff\xe3\x18\xc4', 'audio/mpeg'],
    ['\xff\xf1\x50\x80', 'audio/aac'],
    ['fLaC\0\0\0\x22', 'audio/flac'],
    ['OggS\0\x02........OpusHead', 'audio/ogg'],
    ['OggS\0\x02........\x80theora', 'video/ogg'],
    ['RIFF\x24\0\0\0WAVEfmt ', 'audio/wav'],
    ['RIFF\x24\0\0\0AVI LIST', 'application/octet-stream'],
    ['\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm', 'video/webm'],
    ['\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska', 'application/octet-stream'],
    ['II*\0\x08\0\0\0', 'image/tiff'],
    ['MM\0*\0\0\0\x08', 'image/tiff'],
    ['\0\0\0\x0cJXL \r\n\x87\n', 'image/jxl'],
    ['\xff\x0a\xfa\x7f', 'image/jxl'],
    ['\0\0\0\x0cjP  \r\n\x87\n', 'image/jp2'],
    ['%PDF-1.7', 'application/pdf'],
    ['PK\x03\x04\x14', 'application/zip'],
    ['\x1f\x8b\x08', 'application/gzip'],
  ])('%j is %s', (bytes, type) => {
    expect(findType(Buffer.from(bytes, 'latin1'))).toBe(type);
  });

  test.each([
    '',
    '\xff',
    '\xff\xd8',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '<!doctype html>',
    '<?xml version="1.0"?>',
    ' GIF89a',
    'BM\x36\0',
    'MZ\x90\0',
    '#!/bin/sh',
    '\ufeff<script>',
  ])('F2: %j is nothing that is shown', (bytes) => {
    expect(findType(Buffer.from(bytes, 'latin1'))).toBe('application/octet-stream');
  });
});
