package dev.waybill.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.jobs.TinyPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Of random small folders, what prepare publishes is what plain Java reads in the same bytes, or they are refused in one
 * line for what is doubtful in them. {@code -Dwaybill.folders=300} tries so many. Publishing takes the most time and
 * knows nothing of files: of most folders, the rows are looked at that would be published.
 */
class ReadingPropertiesTest {

    /** One in so many folders of a format is published. */
    private static final int EVERY = 4;

    @TempDir
    private Path home;

    static IntStream folders() {
        int first = Integer.getInteger("waybill.first-folder", 0);
        return IntStream.range(first, first + Integer.getInteger("waybill.folders", 15));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void publishesWhatTheFilesSayOrRefusesThem(int seed) throws IOException {
        try (TinyPipeline pipeline = new TinyPipeline(home)) {
            Path in = Files.createDirectories(home.resolve("in"));
            RandomFolder folder = switch (seed % 3) {
                case 0 -> RandomCsv.write(seed, in);
                case 1 -> RandomJson.write(seed, in);
                default -> RandomParquet.write(seed, in);
            };
            pipeline.write("pipelines/tiny/params.yaml", List.of(folder.params()));
            compare(pipeline, folder, seed / 3 % EVERY == 0);
        }
    }

    private static void compare(TinyPipeline pipeline, RandomFolder folder, boolean published) {
        Map<String, List<@Nullable Object>> rows;
        try {
            rows = collected(published ? published(pipeline) : accepted(pipeline), folder);
        } catch (Refusal refusal) {
            assertThat(refusal.exitCode()).isIn(ExitCode.MISTAKE, ExitCode.DATA_REFUSED);
            assertThat(refusal.getMessage()).hasLineCount(1);
            assertThat(pipeline.tables().exists("rows")).isFalse();
            if (!folder.doubtful()) {
                fail("Refused without need: " + folder, refusal);
            }
            return;
        }
        assertThat(rows).as(folder.params()).isEqualTo(folder.rows());
    }

    private static Dataset<Row> published(TinyPipeline pipeline) {
        pipeline.run(new Prepare());
        return pipeline.tables().read("rows");
    }

    private static Dataset<Row> accepted(TinyPipeline pipeline) {
        Prepare.Params params = pipeline.bind(Prepare.Params.class);
        Source source = params.source();
        Dataset<Row> raw = RawRows.read(SharedSpark.session(), source, pipeline.workspace());
        return Sessions.inZone(
                SharedSpark.session(),
                source.timeZone(),
                () -> CleanRows.accepted(
                        CleanRows.judge(
                                TypedRows.of(
                                        List.of(raw),
                                        source,
                                        params.checks(),
                                        new Lookups(List.of()),
                                        Optional.empty()),
                                source,
                                params.checks()),
                        source));
    }

    private static Map<String, List<@Nullable Object>> collected(Dataset<Row> table, RandomFolder folder) {
        Column[] columns = IntStream.range(0, folder.columns().size())
                .mapToObj(i -> functions.col(RandomFolder.name(i)))
                .toArray(Column[]::new);
        Map<String, List<@Nullable Object>> rows = new TreeMap<>();
        for (Row row : table.select(columns).collectAsList()) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                values.add(row.get(i) instanceof Timestamp time ? time.toInstant() : row.get(i));
            }
            assertThat(rows.put(row.getString(0), values)).isNull();
        }
        return rows;
    }
}
