package dev.waybill.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.params.Bound;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Next;
import dev.waybill.common.table.Ranking;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.TableVersion;
import dev.waybill.jobs.TinyPipeline;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NextRowsTest {

    private static final Next NEXT = Bound.of(
            Next.class,
            "{key: [case], order: [at], columns: {after: what, after_at: at},"
                    + " end: {column: is_last, of: at, quiet: 30d}}");

    /** Case 2 has two rows at one time, one of them twice; case 3 has one row, and may go on. */
    @Test
    void putsWhatCameNextBesideEachRow() {
        assertThat(beside(
                        NEXT,
                        "('a', 1, '2020-01-01', 'begin', false)",
                        "('b', 1, '2020-01-03', 'end', false)",
                        "('c', 2, '2020-01-02', 'x', false)",
                        "('c', 2, '2020-01-02', 'x', false)",
                        "('d', 2, '2020-01-02', 'y', false)",
                        "('e', 3, '2020-02-03', 'only', false)",
                        "('f', null, '2020-02-02', 'no case', false)",
                        "('g', 1, '2020-01-02', 'unreadable', true)"))
                .containsExactly(
                        "a end 2020-01-03 false",
                        "b null null true",
                        "c y 2020-01-02 false",
                        "c y 2020-01-02 false",
                        "d null null true",
                        "e null null null",
                        "f null null null",
                        "g null null null");
    }

    @Test
    void takesACaseForOverAfterSoMuchQuietAndNotBefore() {
        assertThat(beside(
                        NEXT,
                        "('a', 1, '2020-01-01', 'x', false)",
                        "('b', 2, '2020-01-02', 'x', false)",
                        "('c', 3, '2020-01-31', 'x', false)"))
                .containsExactly("a null null true", "b null null null", "c null null null");
    }

    /**
     * The first row's second version is the later one, and is wrong in what can be told; of the second row, a later one came
     * that stands elsewhere in the case.
     */
    @Test
    void takesWhatFollowsFromTheVersionThatIsKeptAndNeverFromAnotherOfTheSameRow() {
        assertThat(beside(
                        NEXT,
                        "('a', 1, '2020-01-01', 'begin', false)",
                        "('b', 1, '2020-01-02', 'z as it was', false)",
                        "('b', 1, '2020-01-04', 'as corrected', false)",
                        "('c', 1, '2020-01-03', 'right', false)",
                        "('c', 1, '2020-01-09', 'wrong', false)"))
                .containsExactly(
                        "a right 2020-01-03 false",
                        "b null null null",
                        "b null null null",
                        "c as corrected 2020-01-04 false",
                        "c as corrected 2020-01-04 false");
    }

    /** Of quarantine, and a version that was corrected. */
    @Test
    void takesNoCaseForOverSinceSomeTimeIsWrong() {
        assertThat(beside(
                        NEXT,
                        "('a', 1, '2020-01-01', 'x', false)",
                        "('b', 2, '2099-01-01', 'wrong', false)",
                        "('c', 3, '2099-01-01', 'wrong', false)",
                        "('c', 3, '2020-01-02', 'right', false)"))
                .containsExactly("a null null null", "b null null null", "c null null null", "c null null null");
    }

    @Test
    void takesAllCasesForOverWhereNothingSaysOtherwise() {
        Next next = Bound.of(Next.class, "{key: [case], order: [at], end: {column: is_last}}");
        Dataset<Row> rows = rows("('a', 1, '2020-01-01', 'x', false)", "('b', 1, '2020-01-01', 'x', false)");
        assertThat(nextRows(next).beside(rows).orderBy("id").select("is_last").collectAsList())
                .map(row -> row.getBoolean(0))
                .containsExactly(false, true);
    }

    /** Trips of a zone one after the other: the first file's last one gets its next from the second file. */
    @Test
    void areAsIfAllFilesHadComeAtOnce(@TempDir Path home, @TempDir Path other) {
        List<String> first = trips(5);
        List<String> second = trips(6);
        try (TinyPipeline pipeline = new TinyPipeline(home);
                TinyPipeline atOnce = new TinyPipeline(other)) {
            pipeline.write("in/1.csv", first);
            run(pipeline, pipeline.context());
            assertThat(waiting(pipeline)).isEqualTo(2);
            pipeline.write("in/2.csv", second);
            run(pipeline, pipeline.context());
            atOnce.write("in/1.csv", first);
            atOnce.write("in/2.csv", second);
            run(atOnce, atOnce.context());

            assertThat(clean(pipeline)).isEqualTo(clean(atOnce)).hasSize(8);
            assertThat(waiting(pipeline)).isEqualTo(2);
            JobContext replay = pipeline.context().replaying(TinyPipeline.NOW, home.resolve("replay"));
            assertThatThrownBy(() -> run(pipeline, replay))
                    .isInstanceOf(Refusal.class)
                    .hasMessage(
                            "Cannot replay trips: source.next makes labels of rows that come later, so when a row itself had"
                                    + " come is not told. Run nightly for one date after another.");
        }
    }

    /** A file a day, of which the second comes first; what is there of later days has not come yet. */
    @Test
    void areAfterDatesInAnyOrderAsAfterAllAtOnce(@TempDir Path home, @TempDir Path other) {
        try (TinyPipeline pipeline = new TinyPipeline(home);
                TinyPipeline atOnce = new TinyPipeline(other)) {
            for (int day : new int[] {6, 5, 7}) {
                pipeline.write("in/%d.csv".formatted(day), trips(day));
                run(pipeline, on(day, pipeline));
                atOnce.write("in/%d.csv".formatted(day), trips(day));
            }
            TableVersion before = pipeline.tables().version("trips");
            run(pipeline, on(7, pipeline));
            assertThat(pipeline.tables().version("trips")).isEqualTo(before);

            run(atOnce, on(5, atOnce));
            assertThat(clean(atOnce)).hasSize(4);
            assertThat(waiting(atOnce)).isEqualTo(2);
            run(atOnce, atOnce.context());
            assertThat(clean(pipeline)).isEqualTo(clean(atOnce)).hasSize(12);
            assertThat(waiting(pipeline)).isEqualTo(2);
        }
    }

    @Test
    void refusesAColumnThatIsNotThere(@TempDir Path home) {
        try (TinyPipeline pipeline = new TinyPipeline(home)) {
            assertThatThrownBy(() -> pipeline.bind(
                            Prepare.Params.class,
                            "source.next={key: [orgin], order: [requested_at], columns: {a: origin}}"))
                    .hasMessageContaining(
                            "has 'orgin' in next.key, which is not among its columns. Did you mean 'origin'?");
        }
    }

    private static List<String> trips(int day) {
        return Stream.concat(
                        Stream.of(TinyPipeline.HEADER),
                        IntStream.range(0, 4)
                                .mapToObj(i -> "%d%d,2020-03-0%d 1%d:00:00,2020-03-0%d 1%d:10:00,z%d,%d,1"
                                        .formatted(day, i, day, i, day, i, i % 2, i)))
                .toList();
    }

    private static JobContext on(int day, TinyPipeline pipeline) {
        return pipeline.context().on(LocalDate.of(2020, 3, day));
    }

    private static void run(TinyPipeline pipeline, JobContext context) {
        new Prepare()
                .run(
                        pipeline.bind(
                                Prepare.Params.class,
                                "source.path=in",
                                "source.next={key: [origin], order: [requested_at], columns: {to: destination, at: finished_at},"
                                        + " end: {column: is_last, of: requested_at, quiet: 1d}}"),
                        context);
    }

    private static long waiting(TinyPipeline pipeline) {
        return pipeline.tables().read("trips").where("at is null").count();
    }

    private static List<Row> clean(TinyPipeline pipeline) {
        return pipeline.tables().read("trips").orderBy("trip_id").collectAsList();
    }

    private static List<String> beside(Next next, String... rows) {
        return nextRows(next)
                .beside(rows(rows).repartition(3))
                .selectExpr(
                        "concat_ws(' ', id, coalesce(after, 'null'), coalesce(cast(cast(after_at as date) as string), 'null'),"
                                + " coalesce(cast(is_last as string), 'null'))")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .sorted()
                .toList();
    }

    private static NextRows nextRows(Next next) {
        return new NextRows(
                next,
                List.of("id"),
                functions.not(functions.col("what").eqNullSafe("wrong")),
                new Ranking("at", List.of("id", "case", "at", "what")));
    }

    private static Dataset<Row> rows(String... rows) {
        return SharedSpark.session()
                .sql("select id, case, cast(at as timestamp) as at, what, bad as _unreadable, id as _raw from values "
                        + String.join(", ", rows) + " as t(id, case, at, what, bad)");
    }
}
