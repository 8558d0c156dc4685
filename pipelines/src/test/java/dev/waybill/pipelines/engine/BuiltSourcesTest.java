package dev.waybill.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.pipelines.dvc.Hashes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltSourcesTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path home;

    @Test
    void standForTheFoldersThatAreNotThere() {
        BuiltSources built = BuiltSources.ofThisProgram(home);
        try (Hashes hashes = Hashes.open(PROJECT, Clock.systemUTC())) {
            for (String folder : List.of(
                    "common/src/main/java",
                    "common/src/main/java/dev/waybill/common/job",
                    "jobs/src/main/java/dev/waybill/jobs/prepare")) {
                assertThat(built.find(home.resolve(folder), folder))
                        .contains(hashes.of(PROJECT.resolve(folder), folder));
            }
        }
    }

    @Test
    void knowOfNothingElse() {
        BuiltSources built = BuiltSources.ofThisProgram(home);

        assertThat(built.find(home.resolve("data"), "data")).isEmpty();
        assertThat(built.find(Path.of("/elsewhere"), "elsewhere")).isEmpty();
    }

    @Test
    void nameEveryPackageThatAStageMayDependOn() throws IOException {
        assertThat(BuiltSources.lines(PROJECT))
                .anyMatch(line -> line.startsWith("common/src/main/java="))
                .anyMatch(line -> line.startsWith("common/src/main/java/dev/waybill/common/model/ood="))
                .anyMatch(
                        line -> line.matches("jobs/src/main/java/dev/waybill/jobs/train=[0-9a-f]{32}\\.dir \\d+ \\d+"));
    }
}
