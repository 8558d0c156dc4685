package dev.waybill.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jobs.TinyPipeline;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
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

    /** As Java showed the records of params before the first of the younger keys was there. */
    private static final String FORMER = """
            2: quotes of RFC 4180, times as instants
            Source[table=trips, format=csv, path=Optional[trips.csv], inputs=[], options={header=true}, lookups={}, \
            timeZone=America/New_York, columns={trip_id=Column[expr=id, knownAt=request], \
            requested_at=Column[expr=to_timestamp(pickup), knownAt=request], \
            finished_at=Column[expr=to_timestamp(dropoff), knownAt=finish], \
            origin=Column[expr=from_zone, knownAt=request], destination=Column[expr=to_zone, knownAt=request], \
            distance_mi=Column[expr=cast(miles as double), knownAt=finish]}, key=[trip_id], eventTime=requested_at, \
            label=Label[name=eta_minutes, expr=(unix_timestamp(finished_at) - unix_timestamp(requested_at)) / 60, \
            availableAt=finished_at, unit=Optional[min], least=Optional.empty, most=Optional.empty]]
            Checks[quarantine={implausible-duration=eta_minutes between 1 and 90, \
            implausible-distance=distance_mi between 0 and 100}, completeness={}, ranges={}, unique=[], references={}, \
            freshnessHours=Optional.empty, unreadable=0.0, rejected=0.5, duplicates=0.1, lost=0.01, \
            volume=Volume[days=28, least=0.2, most=5.0], outliers=Outliers[z=10.0, share=0.05], distribution=0.3, \
            severity={}, gate=95.0]
            struct<trip_id:string,requested_at:timestamp>
            []""";

    @Test
    void keysThatAreYoungerThanANoteLeaveItWhileTheyAreNotSet() {
        assertThat(definition().formerPrint())
                .isEqualTo(DigestUtils.sha256Hex(FORMER).substring(0, 16));
        assertThat(List.of("source.unusable={numbers: missing}", "source.number-rows=true", "checks.unusable=0.5"))
                .allSatisfy(key -> assertThat(definition(key).formerPrint())
                        .isNotEqualTo(definition().formerPrint()));
    }

    private CleanDefinition definition(String... overrides) {
        try (TinyPipeline pipeline = new TinyPipeline(home)) {
            Prepare.Params params = pipeline.bind(Prepare.Params.class, overrides);
            StructType columns = StructType.fromDDL("trip_id STRING, requested_at TIMESTAMP");
            return new CleanDefinition(params.source(), params.checks(), columns, List.of());
        }
    }
}
