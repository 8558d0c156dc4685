package dev.waybill.pipelines.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.params.Params;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SplitByDate;
import dev.waybill.jobs.evaluate.Evaluate;
import dev.waybill.jobs.features.FeatureEngineer;
import dev.waybill.jobs.prepare.Prepare;
import dev.waybill.jobs.train.Train;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's params.yaml against the jobs that read it and the trips that are made for it. */
class DemoParamsTest {

    private static final DemoPlan PLAN = DemoPlan.of(100_000, 28, 42);

    private final Params params;

    DemoParamsTest(@TempDir Path home) throws IOException {
        Path folder = Files.createDirectories(home.resolve("pipelines").resolve("demo"));
        Files.copy(Path.of("demo", "params.yaml"), folder.resolve("params.yaml"));
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf").resolve("dev.yaml"), "{}");
        params = Params.load(home, "demo", "dev", List.of());
    }

    @Test
    void bindToTheJobs() {
        assertThat(params.bind(Prepare.Params.class).checks().quarantine()).hasSize(3);
        assertThat(params.bind(FeatureEngineer.Params.class).features().names()).hasSize(15);
        assertThat(params.bind(Train.Params.class).model().seed()).isEqualTo(42);
        assertThat(params.bind(Evaluate.Params.class).evaluate().within()).isEqualTo(5);
    }

    @Test
    void readColumnsThatTheExportHas() {
        Source source = params.bind(Prepare.Params.class).source();
        assertThat(ExportLine.SCHEMA.fieldNames())
                .containsAll(source.columns().keySet())
                .doesNotContain(source.label().name());
    }

    @Test
    void splitTheDaysBeforeTheShock() {
        SplitByDate split =
                (SplitByDate) params.bind(Train.Params.class).split().orElseThrow();
        assertThat(split.train().first()).as("history is full").isEqualTo(PLAN.date(8));
        assertThat(split.test().last()).isEqualTo(PLAN.date(21)).isBefore(PLAN.date(PLAN.shockDay()));
    }
}
