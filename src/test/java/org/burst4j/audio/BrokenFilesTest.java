package org.burst4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.burst4j.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenFilesTest {
    @TempDir Path folder;

    @Test
    void a_missing_file_an_empty_file_and_a_folder_are_named_with_their_reason() throws Exception {
        Path missing = folder.resolve("missing.wav");
        assertError(missing, "missing.wav: no such file");
        Path empty = Files.createFile(folder.resolve("empty.wav"));
        assertError(empty, "empty.wav: the file is empty (0 bytes)");
        Path directory = Files.createDirectory(folder.resolve("folder.wav"));
        assertError(directory, "folder.wav: is a folder or device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text.wav", "text.mp3", "text.ogg", "text.flac", "text.aac", "text"})
    void text_is_not_audio_whatever_its_name(String name) throws Exception {
        Path file = folder.resolve(name);
        Files.writeString(file, "Clip,Label\n".repeat(500));
        assertError(file, name + ": ");
    }

    @Test
    void a_play_list_does_not_open_other_files() throws Exception {
        Path target = folder.resolve("target.wav");
        WavWriter.write(target, new float[16000], 16000);
        Path list = folder.resolve("list.wav");
        Files.writeString(
                list,
                "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + target + "\n#EXT-X-ENDLIST");
        assertError(list, "list.wav: is not audio of a known format");
    }

    @Test
    void a_video_without_sound_is_named_with_what_it_holds() throws Exception {
        Path file = folder.resolve("video.avi");
        Files.write(file, FixtureFilesTest.bytes("video-without-audio.avi"));
        assertError(file, "video.avi: holds no audio, only mpeg4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flac-88200-mono-44100-16bit.flac",
                "flac-96000-mono-48000-24bit.flac",
                "wavpack-11025-stereo-22050-16bit.wv",
                "mp3-44100-mono-44100.mp3"
            })
    void a_file_cut_off_in_its_last_third_is_an_error(String name) throws Exception {
        byte[] whole = FixtureFilesTest.bytes(name);
        Path file = folder.resolve(name);
        Files.write(file, Arrays.copyOf(whole, whole.length * 2 / 3));
        assertError(file, name + ": ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flac-88200-mono-44100-16bit.flac",
                "flac-96000-mono-48000-24bit.flac",
                "wavpack-11025-stereo-22050-16bit.wv",
                "vorbis-44100-mono-44100.ogg",
                "mp3-44100-mono-44100.mp3",
                "mp3-no-header-44100-mono-44100.mp3"
            })
    void bytes_lost_in_the_middle_are_an_error(String name) throws Exception {
        byte[] bytes = FixtureFilesTest.bytes(name);
        int middle = bytes.length * 2 / 3;
        Arrays.fill(bytes, middle, middle + 700, (byte) 0x55);
        assertThatThrownBy(() -> AudioDecoder.decode(new ByteArrayInputStream(bytes), name))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(name + ": ")
                .hasMessageContaining("broken");
    }

    @Test
    void a_tag_behind_the_last_frame_does_no_harm() throws Exception {
        for (String name :
                new String[] {"mp3-44100-mono-44100.mp3", "flac-88200-mono-44100-16bit.flac"}) {
            byte[] whole = FixtureFilesTest.bytes(name);
            byte[] tagged = Arrays.copyOf(whole, whole.length + 128);
            byte[] tag = "TAGtitle".getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(tag, 0, tagged, whole.length, tag.length);
            assertThat(AudioDecoder.decode(new ByteArrayInputStream(tagged), name).samples())
                    .isEqualTo(name.startsWith("mp3") ? 44100 : 88200);
        }
    }

    @Test
    void two_ogg_streams_in_a_row_are_refused_not_halved() throws Exception {
        byte[] one = FixtureFilesTest.bytes("vorbis-44100-mono-44100.ogg");
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        assertThatThrownBy(() -> AudioDecoder.decode(new ByteArrayInputStream(two), "two.ogg"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("two.ogg: several Ogg streams in one file")
                .hasMessageContaining("44100");
    }

    @Test
    void a_file_longer_than_allowed_is_given_up() throws Exception {
        Path wav = folder.resolve("long.wav");
        WavWriter.write(wav, new float[32001], 16000);
        assertThat(AudioDecoder.decode(wav, 2.0001).samples()).isEqualTo(32001);
        assertThatThrownBy(() -> AudioDecoder.decode(wav, 2))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("long.wav: too long: at least 2.000 s (32001 samples")
                .hasMessageContaining("by its header")
                .hasMessageContaining("at most 2.0 s");
        byte[] mp3 = FixtureFilesTest.bytes("mp3-no-header-44100-mono-44100.mp3");
        assertThatThrownBy(() -> AudioDecoder.decode(new ByteArrayInputStream(mp3), "a.mp3", 0.5))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a.mp3: too long: ")
                .hasMessageContaining("decoded");
        assertThatThrownBy(() -> AudioDecoder.decode(wav, Double.NaN))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("longest duration NaN");
    }

    private static void assertError(Path file, String message) {
        assertThatThrownBy(() -> AudioDecoder.decode(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }
}
