#!/bin/sh
# Makes the audio fixtures of this folder; needs python3 with numpy, and ffmpeg. See README.md.
set -e
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
python3 - "$work" <<'PYTHON'
import sys, wave
import numpy as np

def chirp(frames, rate, first_hz, last_hz):
    t = np.arange(frames) / rate
    seconds = frames / rate
    return 0.5 * np.sin(2 * np.pi * (first_hz * t + (last_hz - first_hz) * t * t / (2 * seconds)))

def write(name, rate, channels, width):
    steps = np.stack(channels, axis=1)
    data = steps.astype("<i4").tobytes()
    data = b"".join(data[i : i + width] for i in range(0, len(data), 4))
    with wave.open(f"{sys.argv[1]}/{name}.wav", "wb") as out:
        out.setnchannels(len(channels)); out.setsampwidth(width); out.setframerate(rate)
        out.writeframes(data)

def ends(samples):
    """Silent but for the first 10000 and the last 15000 samples: constant blocks cost nothing."""
    samples[10000:-15000] = 0
    return samples

# Few steps (the lower bits 0), so that the lossless files stay small.
write("mono16", 44100, [ends(np.round(chirp(88200, 44100, 20, 60) * 32) * 1024)], 2)
# Only the lowest of 24 bits, for the same reason.
write("mono24", 48000, [ends(np.round(chirp(96000, 48000, 20, 60) * 40))], 3)
left, right = chirp(11025, 22050, 200, 2000), chirp(11025, 22050, 300, 900)
write("stereo16", 22050, [np.round(left * 128) * 256, np.round(right * 128) * 256], 2)
write("voice16", 44100, [np.round(chirp(44100, 44100, 200, 4000) * 32768)], 2)
PYTHON
run="ffmpeg -hide_banner -loglevel error -y -bitexact"
$run -i "$work/mono16.wav" -c:a flac -compression_level 12 flac-88200-mono-44100-16bit.flac
$run -i "$work/mono24.wav" -c:a flac -compression_level 12 flac-96000-mono-48000-24bit.flac
$run -i "$work/stereo16.wav" -c:a wavpack wavpack-11025-stereo-22050-16bit.wv
$run -i "$work/stereo16.wav" -c:a libvorbis -q:a 5 vorbis-11025-stereo-22050.ogg
$run -i "$work/voice16.wav" -c:a libvorbis -q:a 2 -page_duration 100000 vorbis-44100-mono-44100.ogg
$run -i "$work/voice16.wav" -c:a libmp3lame -b:a 64k mp3-44100-mono-44100.mp3
$run -i "$work/voice16.wav" -c:a libmp3lame -b:a 64k -write_xing 0 mp3-no-header-44100-mono-44100.mp3
$run -f lavfi -i color=s=16x16:d=0.2:r=10 -c:v mpeg4 video-without-audio.avi
