package dev.waybill.jobs.train;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.model.Interactions;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Recommend;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.section.SplitByDate;
import dev.waybill.common.table.SharedSpark;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class FactorTrainingTest {

    private static final Split SPLIT = new SplitByDate(
            DateRange.parse("2020-03-01/2020-03-06"),
            Optional.empty(),
            Optional.empty(),
            DateRange.parse("2020-03-07/2020-03-08"));

    @Test
    void refusesStrengthsThatAreNoNumberAboveZero() {
        Recommend recommend = new Recommend("who", "what", Optional.of("much"), 1, 1, 0.1, 10, 3, 42);
        Dataset<Row> rows = SharedSpark.session()
                .sql("select who, what, double(much) as much from values"
                        + " ('a', 'x', '1'), ('a', 'y', null), ('b', 'x', 'NaN'), ('b', 'y', '1'), ('b', 'y', null),"
                        + " ('c', 'x', '3e31'), ('c', 'y', '0'), ('d', 'x', '-1'), ('d', 'y', 'Infinity')"
                        + " as t(who, what, much)");
        Dataset<Row> pairs = Interactions.pairs(rows, recommend);
        assertThatThrownBy(() -> FactorTraining.require(pairs, recommend, SPLIT))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(
                        "of 8 pairs of a user and an item, 6 have a recommend.strength that is missing, not a number,"
                                + " too large or not above 0");
    }

    @Test
    void refusesFactorsThatAreMissing() {
        List<Row> names = List.of(RowFactory.create("a", 1L), RowFactory.create("b", 1L));
        assertThatThrownBy(() -> FactorTraining.factors(names, Map.of(0, List.of(1f))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("No factors were found of b");
    }
}
