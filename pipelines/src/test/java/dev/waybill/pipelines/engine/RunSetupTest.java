package dev.waybill.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.SharedSpark;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunSetupTest {

    @Test
    void saysThatSparkIsStartingOnlyUntilItHas(@TempDir Path folder) {
        SharedSpark.session();
        TestHome.at(folder);
        Pipeline pipeline = Pipeline.load(folder, TestHome.PIPELINE, "dev", List.of(), TestJobs::all);
        List<String> said = new ArrayList<>();

        RunSetup.context(pipeline, "run", Optional.empty(), Clock.systemUTC(), said::add);

        assertThat(said).containsExactly("starting Spark", "");
    }
}
