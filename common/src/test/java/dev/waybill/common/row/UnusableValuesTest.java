package dev.waybill.common.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.section.Unusable;
import dev.waybill.common.section.Unusable.Numbers;
import dev.waybill.common.section.Unusable.Texts;
import dev.waybill.common.table.SharedSpark;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnusableValuesTest {

    /** A number, a decimal, a text and a count, of rows that have nothing, something, and what cannot be used. */
    private static Dataset<Row> rows() {
        return SharedSpark.session().sql("""
                select * from values
                  (1, 1.5D, 2.5BD, 'Mumbai', 3), (2, cast(null as double), cast(null as decimal(2, 1)), cast(null as string), null),
                  (3, double('NaN'), 0.0BD, '', 0), (4, double('Infinity'), 0.0BD, ' Select ', 0), (5, -1e300D, 0.0BD, '\t', 0)
                  as (id, km, price, city, visits)""");
    }

    private static List<String> usable(Unusable policy) {
        Dataset<Row> rows = rows();
        Map<String, Column> columns = new LinkedHashMap<>();
        List.of("km", "price", "city", "visits").forEach(name -> columns.put(name, functions.col(name)));
        UnusableValues values = new UnusableValues(
                policy, rows.select("km", "price", "city", "visits").schema());
        return rows
                .withColumn(UnusableValues.COLUMN, values.found(columns))
                .withColumn("km", values.usable("km", functions.col("km")))
                .withColumn("city", values.usable("city", functions.col("city")))
                .selectExpr(
                        "id",
                        "km",
                        "city",
                        "array_join(transform(%s, found -> found.column), '+')".formatted(UnusableValues.COLUMN),
                        "array_join(%s, '+')".formatted(UnusableValues.REASONS))
                .orderBy("id")
                .collectAsList()
                .stream()
                .map(row -> row.mkString("|").strip())
                .toList();
    }

    @Test
    void becomeNull() {
        assertThat(usable(new Unusable(Numbers.missing, Texts.missing, List.of("Select"))))
                .containsExactly(
                        "1|1.5|Mumbai||",
                        "2|null|null||",
                        "3|null|null|km+city|",
                        "4|null|null|km+city|",
                        "5|null|null|km+city|");
    }

    @Test
    void becomeTheNearestFloat() {
        assertThat(usable(new Unusable(Numbers.clip, Texts.keep, List.of())))
                .containsExactly(
                        "1|1.5|Mumbai||",
                        "2|null|null||",
                        "3|null||km|",
                        "4|3.4028234663852886E38| Select |km|",
                        "5|-3.4028234663852886E38|\t|km|");
    }

    @Test
    void sendTheirRowsToQuarantine() {
        assertThat(usable(new Unusable(Numbers.refuse, Texts.refuse, List.of("Select"))))
                .containsExactly(
                        "1|1.5|Mumbai||",
                        "2|null|null||",
                        "3|NaN||km+city|unusable-km+unusable-city",
                        "4|Infinity| Select |km+city|unusable-km+unusable-city",
                        "5|-1.0E300|\t|km+city|unusable-km+unusable-city");
    }

    @ParameterizedTest
    @CsvSource({"keep", "missing"})
    void areNoneWhereNothingIsAskedFor(Texts texts) {
        assertThat(usable(new Unusable(Numbers.keep, texts, List.of())).get(3)).isEqualTo("4|Infinity| Select ||");
    }

    @Test
    void refusesPlaceholdersThatStay() {
        assertThatThrownBy(() -> new Unusable(Numbers.missing, Texts.keep, List.of("Select")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has placeholders, but texts are kept");
    }
}
