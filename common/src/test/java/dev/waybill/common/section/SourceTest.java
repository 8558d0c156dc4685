package dev.waybill.common.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourceTest {

    private final Map<String, Source.Column> columns = new LinkedHashMap<>(Map.of(
            "trip_id", new Source.Column("id", KnownAt.request),
            "requested_at", new Source.Column("to_timestamp(pickup)", KnownAt.request),
            "finished_at", new Source.Column("to_timestamp(dropoff)", KnownAt.finish)));
    private List<String> key = List.of("trip_id");
    private String eventTime = "requested_at";
    private Source.Label label = label("eta_minutes", "unix_timestamp(finished_at)", "finished_at");

    @Test
    void takesColumnsThatFitTogether() {
        assertThatNoException().isThrownBy(this::source);
    }

    @Test
    void refusesKeysTimesAndLabelsOverColumnsThatAreNotThere() {
        key = List.of("trip_ids");
        refused("has 'trip_ids' in key, which is not among its columns. Did you mean 'trip_id'?");
        key = List.of("trip_id");
        eventTime = "requested";
        refused("has 'requested' in event-time, which is not among its columns. Did you mean 'requested_at'?");
        eventTime = "requested_at";
        label = label("eta_minutes", "1", "dropoff");
        refused("has 'dropoff' in label.available-at, which is not among its columns. Known here: finished_at,"
                + " requested_at, trip_id.");
        label = label("eta_minutes", "finishedat - 1", "finished_at");
        refused("has 'finishedat' in label.expr, which is not among its columns. Did you mean 'finished_at'?");
    }

    @Test
    void refusesALabelThatIsAColumnToo() {
        label = label("finished_at", "1", "finished_at");
        refused("has 'finished_at' both as a column and as the label; drop the column");
    }

    @Test
    void refusesToHaveNoKey() {
        key = List.of();
        refused("needs a 'key' of at least one column");
        key = List.of("trip_id", "trip_id");
        refused("has 'trip_id' twice; drop one of them");
    }

    @Test
    void refusesNamesThatDifferOnlyInCase() {
        label = label("Trip_ID", "1", "finished_at");
        refused("has 'Trip_ID' twice; drop one of them");
    }

    @Test
    void refusesExpressionsThatAreNone() {
        assertThatThrownBy(() -> new Source.Column("a +", KnownAt.request))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is not a Spark SQL expression: a + (");
        label = label("eta_minutes", "1 +", "finished_at");
        assertThatThrownBy(this::source)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is not a Spark SQL expression: 1 + (");
    }

    @Test
    void makesASourceOfEachInput() {
        Source.Input other = new Source.Input(
                Optional.of("b.json"), Optional.of("json"), Map.of("multiLine", "true"), Map.of("trip_id", "key"));
        Source source = source("csv", Optional.empty(), List.of(input("a.csv"), other), Map.of("header", "true"));
        assertThat(source.origin()).isEqualTo("a.csv, b.json");
        Source second = source.parts().get(1);
        assertThat(second.format()).isEqualTo("json");
        assertThat(second.options()).isEqualTo(Map.of("header", "true", "multiLine", "true"));
        assertThat(second.columns().get("trip_id")).isEqualTo(new Source.Column("key", KnownAt.request));
        assertThat(second.columns().get("finished_at")).isEqualTo(columns.get("finished_at"));
    }

    @Test
    void refusesAPlaceThatIsMissingOrTooMuch() {
        refusedInputs("needs a 'path': the file, folder or glob to read", "csv", Optional.empty(), List.of());
        refusedInputs(
                "has both 'path' and 'inputs'; make the path one of the inputs",
                "csv",
                Optional.of("a.csv"),
                List.of(input("b.csv")));
        refusedInputs(
                "has a 'path', but format jdbc reads options.url and options.dbtable",
                "jdbc",
                Optional.of("a.csv"),
                List.of());
        refusedInputs(
                "needs options.url, and options.dbtable or options.query, for format jdbc",
                "jdbc",
                Optional.empty(),
                List.of());
        Source.Input misspelt =
                new Source.Input(Optional.of("a"), Optional.empty(), Map.of(), Map.of("finished", "now"));
        refusedInputs(
                "has 'finished' in inputs[0].columns, which is not among its columns. Did you mean 'finished_at'?",
                "csv",
                Optional.empty(),
                List.of(misspelt));
    }

    @Test
    void refusesOptionsThatLoseRowsWithoutAWord() {
        assertThatThrownBy(() -> source("csv", Optional.of("a"), List.of(), Map.of("Mode", "DROPMALFORMED")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has options.Mode, which cannot be set: every line is kept, and what cannot be read is for"
                        + " checks.unreadable to judge");
    }

    @Test
    void refusesSecretsThatStandInParams() {
        assertThatThrownBy(() -> source("csv", Optional.of("a"), List.of(), Map.of("password", "s3cret")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "has a secret in options.password; write ${env:NAME} for it and set that variable where Waybill"
                                + " runs");
        refusedInputs(
                "has a secret in inputs[0].path; give it to Spark where Waybill runs, outside of the params",
                "csv",
                Optional.empty(),
                List.of(input("ftp://me:s3cret@host/trips")));
        assertThatThrownBy(() -> new Platform("s3a://key:s3/cret@bucket", Optional.empty(), Map.of(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("warehouse has a secret in it; give it to Spark where Waybill runs, outside of the params");
    }

    @Test
    void refusesFormatsByOtherNamesThanOurs() {
        refusedInputs("has format 'CSV'; write 'csv'", "CSV", Optional.of("a.csv"), List.of());
        Source.Input input = new Source.Input(Optional.of("a"), Optional.of("Json"), Map.of(), Map.of());
        refusedInputs("has format 'Json'; write 'json'", "csv", Optional.empty(), List.of(input));
    }

    private void refusedInputs(String message, String format, Optional<String> path, List<Source.Input> inputs) {
        assertThatThrownBy(() -> source(format, path, inputs, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static Source.Input input(String path) {
        return new Source.Input(Optional.of(path), Optional.empty(), Map.of(), Map.of());
    }

    private Source source(
            String format, Optional<String> path, List<Source.Input> inputs, Map<String, String> options) {
        return new Source(
                "trips",
                format,
                path,
                inputs,
                options,
                Map.of(),
                ZoneOffset.UTC,
                columns,
                key,
                eventTime,
                label,
                Optional.empty(),
                Optional.empty(),
                false,
                Unusable.KEPT);
    }

    private void refused(String message) {
        assertThatThrownBy(this::source)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private Source source() {
        return new Source("trips", "csv", "trips.csv", Map.of(), ZoneOffset.UTC, columns, key, eventTime, label);
    }

    private static Source.Label label(String name, String expr, String availableAt) {
        return new Source.Label(name, expr, availableAt, Optional.empty());
    }
}
