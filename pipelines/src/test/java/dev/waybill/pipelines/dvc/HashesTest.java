package dev.waybill.pipelines.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashesTest {

    /** Far enough from now that no file is too fresh to be remembered. */
    private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

    /** Of "a" and a line feed, of "b" and a line feed. */
    private static final String A = "60b725f10c9c85c70d97880dfe8191b3";

    private static final String B = "3b5d5c3712955042212316173ccf37be";

    @TempDir
    Path folder;

    @Test
    void hashesAFileAndAFolder() throws IOException {
        write("in/a", "a\n");
        write("in/sub/b", "b\n");

        try (Hashes hashes = Hashes.open(folder, LATER)) {
            assertThat(hashes.md5(folder.resolve("in/a"))).isEqualTo(A);
            FolderHash in = hashes.folder(folder.resolve("in"));
            assertThat(in.listing())
                    .isEqualTo("[{\"md5\": \"" + A + "\", \"relpath\": \"a\"}, {\"md5\": \"" + B
                            + "\", \"relpath\": \"sub/b\"}]");
            assertThat(in.size()).isEqualTo(4);
            assertThat(in.md5()).isEqualTo(Hashes.md5(in.listing()) + ".dir");
        }
    }

    @Test
    void ignoresWhatDvcIgnores() throws IOException {
        write(".dvcignore", "*.log\n!keep.log\ntmp/\n/in/top\n# no rule\n**/c/\n[x]y\n");
        for (String file :
                List.of("a.log", "keep.log", "deep/b.log", "tmp/f", "top", "deep/top", "c/f", "xy", "[x]y")) {
            write("in/" + file, "a\n");
        }
        write("in/.git/config", "a\n");
        write("in/other/.dvc/config", "a\n");

        try (Hashes hashes = Hashes.open(folder, LATER)) {
            assertThat(hashes.folder(folder.resolve("in")).files().keySet())
                    .containsExactly("[x]y", "deep/top", "keep.log");
        }
    }

    @Test
    void doesNotReadAFileAgainThatHasNotChanged() throws IOException {
        Path file = write("a", "a\n");
        try (Hashes hashes = Hashes.open(folder, LATER)) {
            hashes.md5(file);
        }
        Path cache = folder.resolve("data/cache/hashes.txt");
        Files.writeString(cache, Files.readString(cache).replace(A, B));

        try (Hashes hashes = Hashes.open(folder, LATER)) {
            assertThat(hashes.md5(file)).as("taken from the cache").isEqualTo(B);
            Files.writeString(file, "c\n");
            assertThat(hashes.md5(file)).isEqualTo(Hashes.md5("c\n"));
        }
    }

    @Test
    void doesNotTrustAFileThatWasWrittenAMomentAgo() throws IOException {
        Path file = write("a", "a\n");
        try (Hashes hashes = Hashes.open(folder, Clock.systemUTC())) {
            hashes.md5(file);
        }

        assertThat(folder.resolve("data/cache/hashes.txt")).doesNotExist();
    }

    @Test
    void keepsWhatTwoRunsLearnAtTheSameTime() throws IOException {
        Path a = write("a", "a\n");
        Path b = write("b", "b\n");
        Hashes one = Hashes.open(folder, LATER);
        Hashes other = Hashes.open(folder, LATER);
        one.md5(a);
        other.md5(b);

        one.close();
        other.close();

        assertThat(folder.resolve("data/cache/hashes.txt"))
                .content()
                .contains(A, B)
                .hasLineCount(3);
    }

    @Test
    void survivesABrokenCache() throws IOException {
        Path file = write("a", "a\n");
        write("data/cache/hashes.txt", "waybill hashes 1\nnonsense\n" + B + " 1,2,3 a\n" + B + " x a\n");

        try (Hashes hashes = Hashes.open(folder, LATER)) {
            assertThat(hashes.md5(file)).isEqualTo(A);
        }
    }

    @Test
    void forgetsTheOldestBeyondItsBound() throws IOException {
        StringBuilder text = new StringBuilder("waybill hashes 1\n");
        for (int i = 0; i < HashCache.MOST_FILES; i++) {
            text.append(B).append(" 1,2,3,4 /old/").append(i).append('\n');
        }
        Path cache = write("data/cache/hashes.txt", text.toString());
        Path file = write("a", "a\n");
        try (Hashes hashes = Hashes.open(folder, LATER)) {
            hashes.md5(file);
        }

        List<String> lines = Files.readAllLines(cache);
        assertThat(lines).hasSize(1 + HashCache.MOST_FILES);
        assertThat(lines.get(1)).endsWith(" /old/1");
        assertThat(lines.get(HashCache.MOST_FILES)).startsWith(A);
    }

    @Test
    void findsNothingWhereThereIsNothing() {
        try (Hashes hashes = Hashes.open(folder, LATER)) {
            assertThat(hashes.find(folder.resolve("x"), "x")).isEmpty();
            assertThatThrownBy(() -> hashes.of(folder.resolve("x"), "x"))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("Cannot find 'x': there is no file or folder " + folder.resolve("x")
                            + ". Make it, or correct dvc.yaml.");
        }
    }

    @Test
    void refusesALinkThatLeadsNowhere() throws IOException {
        write("in/a", "a\n");
        Path link = Files.createSymbolicLink(folder.resolve("in/link"), Path.of("gone"));

        try (Hashes hashes = Hashes.open(folder, LATER)) {
            assertThatThrownBy(() -> hashes.folder(folder.resolve("in")))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("Cannot hash " + link + ": it is a link that leads nowhere. Remove it, or ignore it.");
        }
    }

    private Path write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }
}
