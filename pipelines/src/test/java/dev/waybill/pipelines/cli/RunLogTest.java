package dev.waybill.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {

    @TempDir
    Path folder;

    @Test
    void keepsTheNewestLogsAndWhatIsNone() throws IOException {
        for (int i = 0; i < 150; i++) {
            Files.createFile(folder.resolve("20261121T02%02d%02dZ-3f9a.jsonl".formatted(i / 60, i % 60)));
            Files.createFile(folder.resolve("20261121T02%02d%02dZ-3f9a-send@a.txt".formatted(i / 60, i % 60)));
        }
        Files.createFile(folder.resolve("printed.txt"));
        Files.createFile(folder.resolve("2026 notes.txt"));

        RunLog.removeOld(folder);

        assertThat(folder.toFile().list())
                .hasSize(202)
                .contains("printed.txt", "2026 notes.txt", "20261121T020229Z-3f9a.jsonl")
                .contains("20261121T020050Z-3f9a-send@a.txt")
                .doesNotContain("20261121T020049Z-3f9a.jsonl", "20261121T020000Z-3f9a-send@a.txt");
    }
}
