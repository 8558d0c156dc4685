package dev.waybill.common.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    private Path folder;

    @Test
    void removesWhatKilledWritersLeftAndNothingElse() throws IOException {
        Path metrics = folder.resolve("metrics");
        Path file = metrics.resolve("promote.json");
        AtomicFile.write(file, "old");
        AtomicFile.write(file, "new");
        Path left = Files.createFile(metrics.resolve(".promote.json.4d3c4a0e-5f4f-4a88-9c61-0f3f6f1c2a3b.tmp"));
        Path others = Files.createFile(metrics.resolve(".promote.json.tmp"));

        AtomicFile.removeUnfinished(metrics);
        AtomicFile.removeUnfinished(folder.resolve("none"));

        assertThat(left).doesNotExist();
        assertThat(others).exists();
        assertThat(file).hasContent("new");
    }
}
