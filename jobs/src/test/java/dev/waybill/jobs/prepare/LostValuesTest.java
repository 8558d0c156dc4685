package dev.waybill.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.SharedSpark;
import dev.waybill.jobs.prepare.LostValues.Lost;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LostValuesTest {

    /** Texts, and a number that is whole but for one. */
    private static final Dataset<Row> ROWS = SharedSpark.session()
            .sql("select * from values ('3,5', 1.0D), ('2.5', 2.0D), ('n/a', 3.0D), ('  ', 1e30D), ('\u00A0', null),"
                    + " (null, null) as rows(text, number)");

    private static List<String> lost(String expression) {
        return ROWS
                .select(functions
                        .explode(LostValues.of(ROWS, Map.of("x", functions.expr(expression))))
                        .as("lost"))
                .selectExpr("concat_ws(' ', lost.column, lost.value)")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cast(text as double) | x 3,5; x n/a",
                "text * 2 | x 3,5; x n/a",
                "round(double(text) + number, 1) | x 3,5; x n/a",
                "cast(cast(text as double) as int) | x 3,5; x n/a",
                "cast(nullif(text, 'n/a') as double) | x 3,5",
                "nullif(cast(text as double), 2.5) | x 3,5; x n/a",
                "case when text = 'n/a' then null else cast(text as double) end | x 3,5",
                "if(text like '%,%', cast(replace(text, ',', '.') as double), cast(text as double)) | x n/a",
                "case when text like '%,%' then 1 when cast(text as double) > 2 then 2 end | x n/a",
                "to_timestamp(text) | x 2.5; x 3,5; x n/a",
                "to_date(text, 'yyyy-MM-dd') | x 2.5; x 3,5; x n/a",
                "unix_timestamp(text, 'yyyy-MM-dd') | x 2.5; x 3,5; x n/a",
                "cast(number as decimal(10, 2)) | x 1.0E30",
                "make_date(2020, cast(number as int) + 11, 1) | x 2020; x 2020; x 2020"
            })
    void countsWhatACastMadeNull(String expression, String values) {
        assertThat(String.join("; ", lost(expression))).isEqualTo(values);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text",
                "nullif(text, '3,5')",
                "try_cast(text as double)",
                "try_to_timestamp(text)",
                "coalesce(cast(text as double), 0)",
                "cast(number as string)",
                "transform(split(text, ','), part -> cast(part as double))",
                "case when text is null then 1 end",
                "cast('nothing' as double)"
            })
    void doesNotCountWhatIsMeantToBeNull(String expression) {
        assertThat(lost(expression)).isEmpty();
    }

    @Test
    void saysWhatWasLostOfHowMany() {
        assertThat(new Lost("km", "3,5", 8, 8)).hasToString("3,5 -> null in 8 of 8 rows of km");
        assertThat(new Lost("km", "x".repeat(50), 1, 4))
                .hasToString("x".repeat(40) + ".. -> null in 1 of 4 rows of km");
    }
}
