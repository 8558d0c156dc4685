package dev.waybill.common.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.section.History.Days;
import dev.waybill.common.table.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class ExperimentTest {

    private static Experiment experiment(String share) {
        return new Experiment(
                Share.parse(share),
                Optional.of("courier_id"),
                "spring",
                "challenger",
                Optional.empty(),
                new Days(14),
                500,
                Share.parse("5%"));
    }

    /** int(hashlib.sha256(b"spring:c17").hexdigest()[:13], 16) / 2**52 in Python. */
    @Test
    void placesAUnitWhereAnyoneElseWould() {
        assertThat(Experiment.place("spring", "c17")).isEqualTo(0.35185826496802464);
        assertThat(Experiment.place("spring", "Zoë 東")).isEqualTo(0.7937285739394089);
    }

    @Test
    void keepsThoseThatASmallerShareHad() {
        List<String> units = IntStream.range(0, 20_000).mapToObj(i -> "u" + i).toList();
        List<String> few = challengers(experiment("10%"), units);
        List<String> more = challengers(experiment("25%"), units);
        assertThat(more).containsAll(few);
        assertThat(few.size() / 20_000.0).isCloseTo(0.1, within(0.008));
        assertThat(more.size() / 20_000.0).isCloseTo(0.25, within(0.012));
        assertThat(experiment("10%").variant((String) null)).isEqualTo(Variant.champion);
    }

    private static List<String> challengers(Experiment experiment, List<String> units) {
        return units.stream()
                .filter(unit -> experiment.variant(unit) == Variant.challenger)
                .toList();
    }

    @Test
    void dealsARowAsItDealsAText() {
        List<String> units = new ArrayList<>(Stream.concat(
                        IntStream.range(0, 500).mapToObj(i -> "u" + i), Stream.of("", " ", "Zoë 東", "😀", "a|b", "\t"))
                .toList());
        units.add(null);
        Experiment experiment = experiment("33.5%");
        List<Row> rows = SharedSpark.session()
                .createDataset(units, Encoders.STRING())
                .select(functions.col("value"), experiment.variant(functions.col("value")))
                .collectAsList();
        assertThat(rows)
                .hasSize(507)
                .allSatisfy(row -> assertThat(row.getString(1))
                        .isEqualTo(experiment.variant(row.getString(0)).name()));
    }

    @Test
    void refusesWhatIsNoShare() {
        for (String text : List.of("0%", "100%", "10", "-5%", "0.1", "12.34567%")) {
            assertThatThrownBy(() -> Share.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(text);
        }
        assertThat(Share.parse("12.5%").fraction()).isEqualTo(0.125);
        assertThat(Share.parse("12.5%")).hasToString("12.5%");
    }
}
