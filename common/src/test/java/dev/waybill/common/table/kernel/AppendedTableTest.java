package dev.waybill.common.table.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that Kernel wrote, read by Spark. */
class AppendedTableTest {

    /** A value of each type that predictions have. */
    private static final String ROWS = """
            select id, cast(id as int) number, cast(id as short) small, cast(id as byte) least, id / 7 share,
                cast(id / 3 as float) single, id % 2 = 0 even, concat('é', id) text, cast(id * 1.25 as decimal(12, 3)) money,
                cast(id as decimal(30, 4)) large, if(id = 1, null, timestamp_micros(1700000000000001 + id)) at,
                cast(concat('b', id) as binary) bytes,
                array(named_struct('feature', 'f', 'value', id / 3, 'more', array(id, null))) explanation,
                if(id = 2, null, named_struct('a', id, 'b', cast(null as string))) pair,
                if(id = 3, cast(null as date), date_add(date'2024-03-01', cast(id % 2 as int))) event_date
            from range(5)""";

    private final SparkSession spark = SharedSpark.session();

    private final Path folder;

    /** In a folder whose name URIs would have otherwise. */
    AppendedTableTest(@TempDir Path home) {
        folder = home.resolve("my data %41");
    }

    @Test
    void haveTheRowsThatWereAppended() {
        Dataset<Row> rows = spark.sql(ROWS);
        AppendedTable table = new AppendedTable(folder.resolve("t"));
        assertThat(table.append("run", 0, List.of(typed(rows)))).isTrue();
        assertThat(read().select(columns(rows)).collectAsList())
                .containsExactlyInAnyOrderElementsOf(rows.collectAsList());
        assertThat(new Tables(spark, folder.toString()).perDate(new Tables(spark, folder.toString()).version("t")))
                .hasSize(2);
        assertThat(read().where("event_date = date'2024-03-01'").count()).isEqualTo(3);
        assertThat(read().where("event_date is null").count()).isEqualTo(1);
        assertThat(read().where("share > 0.2").count())
                .as("By statistics of files")
                .isEqualTo(3);
    }

    @Test
    void haveAnAppendOnce() {
        TypedRows rows = typed(spark.sql("select id from range(3)"));
        AppendedTable table = new AppendedTable(folder.resolve("t"));
        assertThat(table.append("run", 4, List.of(rows))).isTrue();
        assertThat(table.append("run", 4, List.of(rows))).isFalse();
        AppendedTable later = new AppendedTable(folder.resolve("t"));
        assertThat(later.append("run", 3, List.of(rows))).isFalse();
        assertThat(later.append("other", 4, List.of(rows))).isTrue();
        assertThat(later.append("run", 5, List.of(rows))).isTrue();
        assertThat(read().count()).isEqualTo(9);
    }

    @Test
    void getTheColumnsOfLaterRows() {
        AppendedTable table = new AppendedTable(folder.resolve("t"));
        table.append("run", 0, List.of(typed(spark.sql("select 1 a, 'x' b"))));
        table.append(
                "run",
                1,
                List.of(typed(spark.sql("select 2 a, 2.5D c")), typed(spark.sql("select 'three' A, 'y' b, true d"))));
        assertThat(read().selectExpr("a", "b", "c", "d", "other")
                        .orderBy("a")
                        .toJSON()
                        .collectAsList())
                .containsExactly(
                        "{\"b\":\"y\",\"d\":true,\"other\":\"{\\\"A\\\":\\\"three\\\"}\"}",
                        "{\"a\":1,\"b\":\"x\"}",
                        "{\"a\":2,\"c\":2.5}");
    }

    @Test
    void areWrittenBySparkAsWell() {
        AppendedTable table = new AppendedTable(folder.resolve("t"));
        for (int i = 0; i < 12; i++) { // one more than it takes for a checkpoint
            table.append("run", i, List.of(typed(spark.sql("select " + i + " id"))));
        }
        assertThat(folder.resolve("t/_delta_log/_last_checkpoint")).exists();
        spark.sql("select 100 id").write().format("delta").mode(SaveMode.Append).save(path());
        spark.sql("optimize delta.`%s`".formatted(path()));
        table.append("run", 12, List.of(typed(spark.sql("select 12 id"))));
        assertThat(table.append("run", 7, List.of(typed(spark.sql("select 7 id")))))
                .isFalse();
        assertThat(read().as(Encoders.INT()).collectAsList())
                .containsExactlyInAnyOrderElementsOf(IntStream.concat(IntStream.rangeClosed(0, 12), IntStream.of(100))
                        .boxed()
                        .toList());
    }

    @Test
    void tellWhatWasAppendedSince() {
        Tables tables = new Tables(spark, folder.toString());
        AppendedTable table = new AppendedTable(folder.resolve("t"));
        table.append("run", 0, List.of(typed(spark.sql("select 1 id, date'2024-03-01' event_date"))));
        TableVersion first = tables.version("t");
        assertThat(tables.addedBetween(first, first).orElseThrow().count()).isZero();
        table.append("run", 1, List.of(typed(spark.sql("select 2 id, cast(null as date) event_date, 'x' more"))));
        table.append("run", 2, List.of(typed(spark.sql("select 3 id, date'2024-03-03' event_date"))));
        TableVersion third = tables.version("t");
        spark.sql("optimize delta.`%s`".formatted(path()));
        table.append("run", 3, List.of(typed(spark.sql("select 4 id, date'2024-03-03' event_date"))));
        assertThat(ids(tables.addedBetween(first, third))).containsExactlyInAnyOrder(2, 3);
        TableVersion now = tables.version("t");
        assertThat(ids(tables.addedBetween(first, now))).containsExactlyInAnyOrder(2, 3, 4);
        assertThat(tables.datesByLog(now).orElseThrow())
                .containsExactly(LocalDate.of(2024, 3, 1), LocalDate.of(2024, 3, 3));
        spark.sql("delete from delta.`%s` where id = 3".formatted(path()));
        assertThat(tables.addedBetween(first, tables.version("t"))).isEmpty();
        assertThat(tables.addedBetween(new TableVersion("t", "another", 0), now))
                .isEmpty();
    }

    private static List<Integer> ids(Optional<Dataset<Row>> rows) {
        return rows.orElseThrow().select("id").as(Encoders.INT()).collectAsList();
    }

    @Test
    void takeTheRowsOfSeveralWritersAtOnce() throws Exception {
        TypedRows row = typed(spark.sql("select 1 id"));
        ExecutorService writers = Executors.newFixedThreadPool(3);
        List<Callable<Integer>> work = IntStream.range(0, 3)
                .<Callable<Integer>>mapToObj(writer -> () -> {
                    AppendedTable table = new AppendedTable(folder.resolve("t"));
                    for (int i = 0; i < 5; i++) {
                        table.append("writer " + writer, i, List.of(row));
                    }
                    return writer;
                })
                .toList();
        try {
            for (Future<Integer> done : writers.invokeAll(work)) {
                done.get();
            }
        } finally {
            writers.shutdownNow();
        }
        assertThat(read().count()).isEqualTo(15);
    }

    private Dataset<Row> read() {
        return spark.read().format("delta").load(path());
    }

    private String path() {
        return folder.resolve("t").toString();
    }

    private static Column[] columns(Dataset<Row> rows) {
        return List.of(rows.columns()).stream().map(functions::col).toArray(Column[]::new);
    }

    private static TypedRows typed(Dataset<Row> rows) {
        return new TypedRows(
                rows.schema(), List.of(rows.queryExecution().executedPlan().executeCollect()));
    }
}
