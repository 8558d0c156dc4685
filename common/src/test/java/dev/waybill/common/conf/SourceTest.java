package dev.waybill.common.conf;

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
