package dev.waybill.common.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.SharedSpark;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlExpressionsTest {

    @Test
    void takesFunctionsThatSparkMakesOfResolvedArgumentsAlone() {
        assertThat(SqlExpressions.repeatableColumns("floor(miles / 2) + ceil(km)"))
                .containsExactly("km", "miles");
    }

    @Test
    void namesAFunctionThatThereIsNotAndTheOneThatWasMeant() {
        assertThatThrownBy(() -> SqlExpressions.repeatableColumns("concat(upperr(zone), 'x')"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has 'upperr', which is no function of Spark SQL: concat(upperr(zone), 'x')."
                        + " Did you mean 'upper'?");
        assertThatThrownBy(() -> SqlExpressions.requireRepeatable("transform(a, x -> haversine(x, b, c, d))"))
                .hasMessageContaining("has 'haversine'")
                .hasMessageEndingWith("Did you mean 'haversine_km'?");
        assertThatThrownBy(() -> SqlExpressions.requireRepeatable("zoneOfTheCity(a)"))
                .hasMessageEndingWith("Spark's manual lists all that there are.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "H3_Cell(lat, lon, 7)",
                "geo.zone_of(lat, lon)",
                "extract(hour from t) + position('a' in b)",
                "trim(both 'x' from a) || overlay(b placing 'y' from 2)",
                "timestampadd(minute, 5, t) > make_timestamp(2020, 1, 1, 0, 0, 0)",
                "a[0].b is distinct from if(c, 1, nvl2(d, e, f))"
            })
    void takesAllWaysToCallAFunction(String expression) {
        assertThatNoException().isThrownBy(() -> SqlExpressions.requireRepeatable(expression));
    }

    @Test
    void writesAnExpressionTheSameHoweverItIsSpaced() {
        String canonical = SqlExpressions.canonical("hour(a)+1 > 2 and b in ('x','y z')");
        assertThat(SqlExpressions.canonical("(hour( a ) + 1) > 2\n AND b IN ('x', 'y z') -- why"))
                .isEqualTo(canonical);
        assertThat(SqlExpressions.canonical("hour(a)+1 > 2 and b in ('x','yz')"))
                .isNotEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "case when a > 1 then 'x' else b end",
                "transform(array(a, 2), x -> x + a)[0]",
                "cast(a as decimal(10, 2)) + interval 3 hours",
                "extract(hour from a)",
                "a between 1 and 2 or b not like 'x%' or c is not null",
                "s.field[1]",
                "timestamp'2020-03-01 00:00:00' - t",
                "substring(a from 2 for 3)",
                "date_trunc('hour', t)",
                "named_struct('a', 1).a",
                "a <=> b"
            })
    void canWriteAnyExpressionThatItReads(String expression) {
        String canonical = SqlExpressions.canonical(expression);
        assertThat(SqlExpressions.canonical(canonical)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 + 2 |",
                "hour(requested_at) | requested_at",
                "a + b * a | a,b",
                "`Time_taken (min)` / `a.b` | Time_taken (min),a.b",
                "place.city.name | place",
                "transform(stops, stop -> stop.minutes + delay) | delay,stops",
                "transform(array(1), X -> eta_minutes + x) | eta_minutes",
                "transform(stops, x -> transform(x.legs, y -> x.a + y.b + z)) | stops,z",
                "aggregate(stops, 0, (sum, x) -> sum + x) | stops",
                "case when a in ('b', 'c') then d else 'a' end | a,d",
                "interval 1 day + t | t",
                "cast(a as int) between b and c | a,b,c",
                "CASE WHEN Origin IS NULL THEN 1 END | Origin",
                "named_struct('x', a).x | a"
            })
    void findsTheColumnsThatAnExpressionNames(String expression, String columns) {
        assertThat(String.join(",", SqlExpressions.columns(expression))).isEqualTo(columns == null ? "" : columns);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(select max(x) from t)", "a in (select b from t)", "exists(select 1 from t)", "1 + (select 2)"})
    void refusesSubqueries(String expression) {
        assertThatThrownBy(() -> SqlExpressions.columns(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has a subquery, whose inputs cannot be checked: " + expression);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "avg(a) over ()",
                "lead(a) over (order by b)",
                "1 + sum(a) over (partition by b)",
                "count(1) over named"
            })
    void refusesWindowsSinceTheySeeOtherRows(String expression) {
        assertThatThrownBy(() -> SqlExpressions.columns(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has a window, which sees other rows: " + expression);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "hash(*)", "to_json(struct(*))", "struct(t.*)"})
    void refusesStarsSinceTheySeeTheLabelToo(String expression) {
        assertThatThrownBy(() -> SqlExpressions.columns(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has a *, which hides what it sees; name the columns: " + expression);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identifier('a')", "1 + identifier('java_method')('java.lang.System', 'getenv', 'HOME')"})
    void refusesNamesThatAreHidden(String expression) {
        assertThatThrownBy(() -> SqlExpressions.columns(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has identifier(..), which hides what it names; name it itself: " + expression);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a +", "a b c", "select 1 from t", "'open", "hour(", "a; b"})
    void refusesWhatIsNoExpressionInOneLine(String expression) {
        assertThatThrownBy(() -> SqlExpressions.columns(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is not a Spark SQL expression: " + expression + " (")
                .message()
                .doesNotContain("\n", "[PARSE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rand() | rand",
                "a + randn(7) | randn",
                "uuid() | uuid",
                "datediff(current_date(), a) | current_date",
                "CURRENT_TIMESTAMP() > a | CURRENT_TIMESTAMP",
                "hour(now()) | now",
                "localtimestamp() | localtimestamp",
                "unix_timestamp() - a | unix_timestamp",
                "transform(b, x -> x + rand()) | rand",
                "shuffle(b) | shuffle",
                "current_user() | current_user",
                "current_timezone() | current_timezone",
                "concat(current_catalog(), current_database()) | current_catalog",
                "version() | version",
                "curdate() | curdate",
                "input_file_name() | input_file_name",
                "monotonically_increasing_id() | monotonically_increasing_id",
                "spark_partition_id() | spark_partition_id",
                "java_method('java.lang.System', 'nanoTime') | java_method",
                "concat(a, Reflect('java.lang.System', 'getenv', 'HOME')) | Reflect"
            })
    void refusesValuesThatAreOthersAtEachRun(String expression, String function) {
        assertThatThrownBy(() -> SqlExpressions.requireRepeatable(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has %s, whose value differs from run to run: %s", function, expression);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "datediff(timestamp'now', ordered_at) | timestamp'now'",
                "date'today' | date'today'",
                "a >  date 'Yesterday '  | date 'Yesterday '",
                "date\"tomorrow\" | date\"tomorrow\"",
                "'\uD83D\uDE9A' = b and timestamp_ntz'now' > c | timestamp_ntz'now'",
                "timestamp_ltz'today Europe/Berlin' | timestamp_ltz'today Europe/Berlin'",
                "case when a then date'to\\u0064ay' end | date'to\\u0064ay'",
                "cast('now' as timestamp) | 'now' as a time",
                "to_timestamp('now') | 'now' as a time",
                "hour(to_date('tomorrow')) | 'tomorrow' as a time",
                "date('today') | 'today' as a time",
                "timestamp('yesterday') | 'yesterday' as a time",
                "a = '${spark.app.id}' | ${spark.app.id}",
                "'${env:HOME}' | ${env:HOME}"
            })
    void refusesWordsThatStandForThePresent(String expression, String word) {
        assertThatThrownBy(() -> SqlExpressions.requireRepeatable(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has %s, whose value differs from run to run: %s", word, expression);
    }

    /** Whether a text is taken for a time depends on what it is compared with. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "datediff('now', t) | 'now' as a time",
                "t > 'yesterday' | 'yesterday' as a time",
                "t between '2020-03-01' and 'today' | 'today' as a time",
                "cast(concat('no', 'w') as timestamp) | 'now' as a time",
                "try_to_timestamp(concat('no', 'w')) | 'now' as a time",
                "date_add(lower('TODAY'), 1) | 'today' as a time",
                "transform(array(t), x -> x > 'now')[0] | 'now' as a time",
                "concat(trip_id, '${env:HOME}') | ${env:HOME}",
                "reflect('java.lang.System', 'getenv', 'HOME') | reflect",
                "a + rand() | rand"
            })
    void refusesOverTheRowsWhatTheTypesOfColumnsMakeOfAText(String expression, String word) {
        refused(
                () -> SqlExpressions.on(rows(), "features.columns.x", expression),
                "params.bad-expression",
                "Invalid params: features.columns.x has " + word + ", whose value differs from run to run. Use a column"
                        + " that says when, such as the event time.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trip_id = 'now'",
                "trip_id in ('today', 'tomorrow')",
                "t > 'epoch'",
                "t > timestamp'epoch'",
                "t > '2020-03-01'",
                "cast(trip_id as timestamp)",
                "to_date(trip_id, 'yyyy')",
                "regexp_replace(trip_id, '(a)$', '$1')"
            })
    void takesTheSameWordsWhereTheyAreTexts(String expression) {
        SqlExpressions.requireRepeatable(expression);
        assertThat(SqlExpressions.on(rows(), "features.columns.x", expression)).isNotNull();
    }

    @Test
    void refusesTheClockWithoutBrackets() {
        refused(
                () -> SqlExpressions.on(rows(), "features.columns.x", "datediff(current_date, t)"),
                "params.unknown-column",
                "Invalid params: features.columns.x uses column 'current_date', which the rows do not have. Known here:"
                        + " a, t, trip_id.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix_timestamp(a)", "hour(a) + 1", "to_date(a)", "nvl(a, b)", "hour(a, b, c)"})
    void takesValuesThatDependOnTheRowAlone(String expression) {
        assertThatNoException().isThrownBy(() -> SqlExpressions.requireRepeatable(expression));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weekday(a) | weekday",
                "DayOfWeek( from_utc_timestamp(a, 'UTC') ) | dayofweek",
                "weekday(a) >= 5 |",
                "a |",
                "cast(a as int) |"
            })
    void tellsWhichFunctionAnExpressionCalls(String expression, String function) {
        assertThat(SqlExpressions.function(expression)).isEqualTo(Optional.ofNullable(function));
    }

    @Test
    void evaluatesOverTheRows() {
        assertThat(rows().select(SqlExpressions.on(rows(), "features.columns.x", "a * 2"))
                        .first()
                        .getInt(0))
                .isEqualTo(2);
        assertThat(rows().select(SqlExpressions.condition(rows(), "checks.quarantine.x", "A > 5"))
                        .first()
                        .getBoolean(0))
                .isFalse();
    }

    @Test
    void suggestsTheColumnThatWasMeant() {
        refused(
                () -> SqlExpressions.on(rows(), "source.columns.x", "tripp_id + 1"),
                "params.unknown-column",
                "Invalid params: source.columns.x uses column 'tripp_id', which the rows do not have. Did you mean"
                        + " 'trip_id'?");
    }

    @Test
    void refusesWhatSparkCannotEvaluate() {
        assertThatThrownBy(() -> SqlExpressions.on(rows(), "source.columns.x", "houre(a)"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("params.bad-expression"))
                .hasMessageStartingWith("Invalid params: Spark cannot evaluate source.columns.x: ")
                .hasMessageContaining("houre")
                .hasMessageEndingWith(" Correct the expression.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"max(a)", "count(a)", "explode(array(a, a))", "1 + explode(array(a))"})
    void refusesWhatMakesOtherRowsOfTheRows(String expression) {
        assertThatThrownBy(() -> SqlExpressions.on(rows(), "features.columns.x", expression))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("params.bad-expression"))
                .hasMessageStartingWith("Invalid params: Spark cannot evaluate features.columns.x: ");
    }

    @ParameterizedTest
    @CsvSource({"a,int", "trip_id,string", "a + 0.5D,double"})
    void refusesConditionsThatAreNeitherTrueNorFalse(String expression, String type) {
        refused(
                () -> SqlExpressions.condition(rows(), "checks.quarantine.x", expression),
                "params.bad-expression",
                "Invalid params: checks.quarantine.x is of type " + type + ", not a condition. Make it true or false.");
    }

    private static Dataset<Row> rows() {
        return SharedSpark.session().sql("select 1 as a, 't' as trip_id, timestamp'2020-03-01 10:00:00' as t");
    }

    private static void refused(ThrowingCallable call, String code, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(code);
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.MISTAKE);
                })
                .hasMessage(message);
    }
}
