package dev.waybill.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.params.Params;
import dev.waybill.common.row.RowProgram;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SqlExpressions;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.SharedSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One row at a time, every expression that a shipped pipeline has gives the bits that a query gives. */
public class ShippedExpressionsTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    /** What cells of raw files look like, also those that are none of what a column is about. */
    private static final List<String> CELLS = List.of(
            "2020-03-08 07:15:00",
            "2020-03-08 02:30:00",
            "2022-03-19",
            "19-03-2022",
            "17:15",
            "24:00:00",
            "0.875",
            "1",
            "74",
            "-73.9",
            "40.7",
            "3.5e2",
            "NaN",
            "Infinity",
            "",
            "  ",
            "conditions Fog",
            "INDORES13DEL02",
            "Metropolitian",
            "Yes",
            "noon",
            "A_ACCEPTED");

    public record Sections(Source source, Features features) {}

    static Stream<String> pipelines() {
        return Params.names(HOME).stream();
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void givesWhatAQueryGives(String pipeline) {
        Sections sections = Params.load(HOME, pipeline, "dev", List.of()).bind(Sections.class);
        Source source = sections.source();
        for (Source part : source.parts()) {
            List<Column> clean = new ArrayList<>();
            part.expressions()
                    .forEach((name, column) ->
                            clean.add(functions.expr(column.expr()).as(name)));
            part.lookups()
                    .values()
                    .forEach(lookup ->
                            clean.add(functions.expr(lookup.on()).cast("string").as("_on" + clean.size())));
            Dataset<Row> raw = raw(part);
            compare(raw, clean, source);
            Dataset<Row> typed = Sessions.inZone(
                    raw.sparkSession(), source.timeZone(), () -> raw.select(clean.toArray(Column[]::new)));
            List<Column> features = new ArrayList<>();
            sections.features()
                    .columns()
                    .forEach((name, feature) ->
                            features.add(functions.expr(feature.expr()).as(name)));
            if (source.next().isEmpty()) {
                compare(typed, features, source);
            }
        }
    }

    private static void compare(Dataset<Row> rows, List<Column> columns, Source source) {
        Dataset<Row> queried = Sessions.inZone(
                rows.sparkSession(), source.timeZone(), () -> rows.select(columns.toArray(Column[]::new)));
        List<InternalRow> given = internal(rows);
        RowProgram program = RowProgram.of(rows.schema(), columns, source.timeZone());
        assertThat(program.schema().catalogString()).isEqualTo(queried.schema().catalogString());
        List<UnsafeRow> online =
                given.stream().map(row -> (UnsafeRow) program.apply(row).copy()).toList();
        assertThat(online).isEqualTo(internal(queried));
    }

    /** In the bytes that Spark itself holds them in. */
    private static List<InternalRow> internal(Dataset<Row> rows) {
        UnsafeProjection bytes = UnsafeProjection.create(rows.schema());
        return rows.queryExecution().toRdd().toJavaRDD().map(InternalRow::copy).collect().stream()
                .map(row -> (InternalRow) bytes.apply(row).copy())
                .toList();
    }

    private static Dataset<Row> raw(Source part) {
        Set<String> names = new TreeSet<>();
        part.expressions().values().forEach(column -> names.addAll(SqlExpressions.columns(column.expr())));
        part.lookups().values().forEach(lookup -> names.addAll(SqlExpressions.columns(lookup.on())));
        StructType schema = new StructType();
        StructType table = new StructType().add("Borough", "string").add("Zone", "string");
        for (String name : names) {
            schema = part.lookups().containsKey(name) ? schema.add(name, table) : schema.add(name, "string");
        }
        Random random = new Random(7);
        StructType of = schema;
        List<Row> rows = IntStream.range(0, 60)
                .mapToObj(i -> RowFactory.create(Arrays.stream(of.fields())
                        .map(field -> field.dataType() instanceof StructType
                                ? (random.nextBoolean() ? RowFactory.create("Queens", "Astoria") : null)
                                : cell(random))
                        .toArray()))
                .toList();
        return SharedSpark.session().createDataFrame(rows, schema);
    }

    private static @Nullable String cell(Random random) {
        int i = random.nextInt(CELLS.size() + 3);
        return i < CELLS.size() ? CELLS.get(i) : null;
    }
}
