package dev.waybill.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jobs.TinyPipeline;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleanDefinitionTest {

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "source.columns.requested_at.expr=to_timestamp( pickup )",
                "source.label.expr=(unix_timestamp(finished_at)-unix_timestamp(requested_at))/60",
                "checks.quarantine.implausible-duration='eta_minutes   between 1 and 90'",
                "checks.gate=95",
                "checks.volume={days: 28}",
                "source.lookups={}",
                "model.max_depth=2"
            })
    void printStaysWhereRowsMeanTheSame(String override) {
        assertThat(definition(override).print()).isEqualTo(definition().print()).matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "source.columns.requested_at.expr=to_timestamp(dropoff)",
                "source.path=elsewhere.csv",
                "source.options.header=false",
                "source.time-zone=UTC",
                "checks.quarantine.implausible-duration=eta_minutes between 1 and 91",
                "checks.volume={days: 27}"
            })
    void printChangesWithWhatACleanRowIs(String override) {
        assertThat(definition(override).print()).isNotEqualTo(definition().print());
    }

    @Test
    void goesOnFromTheNotesOfAnOlderWaybill() {
        CleanDefinition definition = definition();
        Ingested before = new Ingested(
                definition.formerPrint(), Optional.empty(), Optional.of(List.of("print")), Optional.empty());
        assertThat(definition.inOurWords(List.of(before.note(), "of somebody else")))
                .containsExactly(
                        new Ingested(definition.print(), before.date(), before.files(), before.totals()).note(),
                        "of somebody else");
        assertThat(definition("source.time-zone=UTC").inOurWords(List.of(before.note())))
                .containsExactly(before.note());
    }

    private CleanDefinition definition(String... overrides) {
        try (TinyPipeline pipeline = new TinyPipeline(home)) {
            Prepare.Params params = pipeline.bind(Prepare.Params.class, overrides);
            StructType columns = StructType.fromDDL("trip_id STRING, requested_at TIMESTAMP");
            return new CleanDefinition(params.source(), params.checks(), columns, List.of());
        }
    }
}
