package dev.waybill.common.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.params.Bound;
import dev.waybill.common.section.History.Days;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeaturesTest {

    private static final Stat P50 = Stat.parse("p50");
    private static final Stat AVG = Stat.parse("avg");

    @Test
    void namesAHistoryFeatureByAllThatTellsItApart() {
        History pair = history(List.of("origin", "destination"), 1, P50);
        History all = history(List.of(), 1, Stat.COUNT);
        assertThat(pair.feature(P50, new Days(7))).isEqualTo("eta_minutes_p50_by_origin_destination_7d");
        assertThat(all.feature(Stat.COUNT, new Days(28))).isEqualTo("eta_minutes_count_by_all_28d");
    }

    @Test
    void listsColumnsFirstThenHistoryWindowByWindow() {
        Features features = features(
                new TreeMap<>(Map.of("b", "x", "a", "y")),
                List.of(new History(
                        List.of("origin"), "eta", List.of(Stat.COUNT, AVG), List.of(new Days(1), new Days(7)), 1)));
        assertThat(features.names())
                .containsExactly(
                        "a",
                        "b",
                        "eta_count_by_origin_1d",
                        "eta_avg_by_origin_1d",
                        "eta_count_by_origin_7d",
                        "eta_avg_by_origin_7d");
    }

    @Test
    void refusesToBeEmpty() {
        assertThatThrownBy(() -> features(Map.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("needs at least one feature in 'columns', 'history' or 'sequence'");
    }

    @Test
    void refusesTheSameFeatureTwice() {
        History history = history(List.of("origin"), 1, AVG);
        assertThatThrownBy(() -> features(Map.of(), List.of(history, history(List.of("origin"), 3, AVG))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has 'eta_minutes_avg_by_origin_7d' twice; drop one of them");
        assertThatThrownBy(() -> features(Map.of("ETA_minutes_avg_by_origin_7d", "1"), List.of(history)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has 'eta_minutes_avg_by_origin_7d' twice; drop one of them");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "a.b", "a-b", "7days", "_hidden", "a\"b", "a[0]"})
    void refusesNamesThatSomeToolWouldNotTake(String name) {
        assertThatThrownBy(() -> features(Map.of(name, "1"), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has '" + name + "' as a name; begin with a letter and use letters, digits and _");
    }

    @Test
    void takesNamesInAnyLanguage() {
        assertThat(features(Map.of("größe_2", "1"), List.of()).names()).containsExactly("größe_2");
    }

    @Test
    void refusesHistoryWithoutStatsOrWithNoRowsAtAll() {
        assertThatThrownBy(() -> history(List.of(), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("needs at least one of 'stats' and one of 'windows'");
        assertThatThrownBy(() -> history(List.of(), 0, AVG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has at-least 0, but it must be at least 1");
        assertThatThrownBy(() -> history(List.of("origin", "origin"), 1, AVG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has 'origin' twice; drop one of them");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "0d", "-1d", "1w", "1.5d", "12345d", " 7d"})
    void refusesWindowsThatAreNotWholeDays(String text) {
        assertThatThrownBy(() -> Days.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a number of days like 7d: " + text);
    }

    @Test
    void readsAndWritesDays() {
        assertThat(Days.parse("28d")).isEqualTo(new Days(28)).hasToString("28d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"count", "sum", "avg", "stddev", "min", "max", "age_hours", "p01", "p50", "p99"})
    void takesStatistics(String name) {
        assertThat(Stat.parse(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "median", "p0", "p00", "p5", "p100", "P50"})
    void refusesOtherStatistics(String name) {
        assertThatThrownBy(() -> Stat.parse(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a statistic: '" + name + "'. Take one of count, sum, avg, stddev, min, max, age_hours,"
                        + " or a percentile like p90");
    }

    @Test
    void knowsTheLongestWindow() {
        History two = new History(List.of(), "eta_minutes", List.of(AVG), List.of(new Days(28), new Days(1)), 1);
        assertThat(features(Map.of(), List.of(two)).reach()).isEqualTo(Duration.ofDays(28));
        assertThat(features(Map.of("a", "1"), List.of()).reach()).isEqualTo(Duration.ofHours(6));
    }

    @Test
    void areRefusedWhereTheyAreNoExpressions() {
        assertThatThrownBy(() -> Bound.of(Features.class, "{columns: {hour: 'hour('}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is not a Spark SQL expression: hour( (");
    }

    private static Features features(Map<String, String> columns, List<History> history) {
        Map<String, Feature> features = new LinkedHashMap<>();
        columns.forEach((name, expression) -> features.put(name, Feature.of(expression)));
        return new Features(
                features, AsOf.dayStart, history, new Freshness(Freshness.Hours.parse("6h"), Freshness.OnStale.flag));
    }

    private static History history(List<String> key, int atLeast, Stat... stats) {
        return new History(key, "eta_minutes", List.of(stats), List.of(new Days(7)), atLeast);
    }
}
