package dev.waybill.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.table.SharedSpark;
import dev.waybill.jobs.generate.Generate.Kind;
import dev.waybill.jobs.generate.Generate.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateTest {

    private static final Plan PLAN = new Plan(Kind.parcels, "data/made-up", 3000, 30, 0.1, 42);

    @TempDir
    Path folder;

    @Test
    void samePlanGivesTheSameBytes() throws IOException {
        MadeUpFiles.write(Parcels.of(SharedSpark.session(), PLAN), folder.resolve("one"));
        MadeUpFiles.write(Parcels.of(SharedSpark.session(), PLAN), folder.resolve("two"));
        assertThat(folder.resolve("one/part-00000.csv.gz"))
                .hasSameBinaryContentAs(folder.resolve("two/part-00000.csv.gz"));
        try (var files = Files.list(folder.resolve("one"))) {
            assertThat(files).hasSize(1);
        }
        var rows = SharedSpark.session()
                .read()
                .option("header", true)
                .csv(folder.resolve("one").toString());
        assertThat(rows.count()).isEqualTo(3000);
        assertThat(rows.where("odd = 1").count()).isBetween(250L, 350L);
        assertThat(rows.where("price is null or weight_kg is null or way_km is null")
                        .count())
                .isZero();
    }

    @Test
    void someWhoVisitComeInTheLastQuarterOfTheDaysOnly() {
        var found = Visits.of(SharedSpark.session(), new Plan(Kind.visits, "data/made-up", 3000, 40, 0, 42))
                .selectExpr(
                        "count(distinct visit_id)",
                        "count(distinct user_id)",
                        "count_if(restaurant_id rlike '^R[0-3][0-9][0-9]$')",
                        "min(visited_at)",
                        "min(if(cast(substr(user_id, 2) as int) % 20 = 0, visited_at, null))",
                        "max(visited_at)")
                .first();
        assertThat(found.getLong(0)).isEqualTo(3000);
        assertThat(found.getLong(1)).isEqualTo(100);
        assertThat(found.getLong(2)).isEqualTo(3000);
        assertThat(found.getString(3)).startsWith("2024-01-01");
        assertThat(found.getString(4)).startsWith("2024-01-31");
        assertThat(found.getString(5)).startsWith("2024-02-09");
    }

    /** Users take less of what they are shown as the day goes on, and each likes some actions. */
    @Test
    void usersTakeSuggestionsByTasteAndTireOfThem() throws IOException {
        Plan plan = new Plan(Kind.suggestions, "data/made-up", 6000, 10, 0, 42);
        MadeUpFiles.write(Suggestions.of(SharedSpark.session(), plan), folder.resolve("one"));
        MadeUpFiles.write(Suggestions.of(SharedSpark.session(), plan), folder.resolve("two"));
        assertThat(folder.resolve("one/part-00000.csv.gz"))
                .hasSameBinaryContentAs(folder.resolve("two/part-00000.csv.gz"));
        var rows = SharedSpark.session()
                .read()
                .option("header", true)
                .csv(folder.resolve("one").toString())
                .selectExpr(
                        "*",
                        "row_number() over (partition by user_id, left(shown_at, 10) order by shown_at) as nth",
                        "avg(accepted) over (partition by user_id, action) as taste",
                        "count(*) over (partition by left(shown_at, 10)) as that_day");
        var found = rows.selectExpr(
                        "count(distinct suggestion_id)",
                        "count_if(that_day = 600)",
                        "count_if(decided_at > shown_at)",
                        "avg(if(nth = 1, accepted, null)) - avg(if(nth >= 5, accepted, null))",
                        "stddev(taste)",
                        "avg(accepted)")
                .first();
        assertThat(found.getLong(0)).isEqualTo(6000);
        assertThat(found.getLong(1)).isEqualTo(6000);
        assertThat(found.getLong(2)).isEqualTo(6000);
        assertThat(found.getDouble(3)).isGreaterThan(0.2);
        assertThat(found.getDouble(4)).isGreaterThan(0.2); // by chance alone 0.16, from 8 rows each
        assertThat(found.getDouble(5)).isBetween(0.2, 0.5);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new Plan(Kind.parcels, "/etc", 10, 1, 0, 1))
                .hasMessage("has path /etc, but made-up rows go below data/");
        assertThatThrownBy(() -> new Plan(Kind.parcels, "data/x", 0, 1, 0, 1))
                .hasMessage("has rows 0, but it must be 1 to 100000000");
        assertThatThrownBy(() -> new Plan(Kind.parcels, "data/x", 10, 1, 0.6, 1))
                .hasMessage("has odd 0.6, but it must be 0 to 0.5");
    }
}
