package dev.waybill.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.jobs.TinyPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Of random small folders, what prepare publishes is what plain Java reads in the same bytes, or they are refused in one
 * line for what is doubtful in them. {@code -Dwaybill.folders=300} tries so many.
 */
class ReadingPropertiesTest {

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
            RandomFolder folder =
                    switch (seed % 3) {
                        case 0 -> RandomCsv.write(seed, in);
                        case 1 -> RandomJson.write(seed, in);
                        default -> RandomParquet.write(seed, in);
                    };
            pipeline.write("pipelines/tiny/params.yaml", List.of(folder.params()));
            prepare(pipeline, folder);
        }
    }

    private static void prepare(TinyPipeline pipeline, RandomFolder folder) {
        try {
            pipeline.run(new Prepare());
        } catch (Refusal refusal) {
            assertThat(refusal.exitCode()).isIn(ExitCode.MISTAKE, ExitCode.DATA_REFUSED);
            assertThat(refusal.getMessage()).hasLineCount(1);
            assertThat(pipeline.tables().exists("rows")).isFalse();
            if (!folder.doubtful()) {
                fail("Refused without need: " + folder, refusal);
            }
            return;
        }
        assertThat(published(pipeline, folder)).as(folder.params()).isEqualTo(folder.rows());
    }

    private static Map<String, List<@Nullable Object>> published(TinyPipeline pipeline, RandomFolder folder) {
        Column[] columns = IntStream.range(0, folder.columns().size())
                .mapToObj(i -> functions.col(RandomFolder.name(i)))
                .toArray(Column[]::new);
        Map<String, List<@Nullable Object>> rows = new TreeMap<>();
        for (Row row : pipeline.tables().read("rows").select(columns).collectAsList()) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                values.add(row.get(i) instanceof Timestamp time ? time.toInstant() : row.get(i));
            }
            assertThat(rows.put(row.getString(0), values)).isNull();
        }
        return rows;
    }
}
