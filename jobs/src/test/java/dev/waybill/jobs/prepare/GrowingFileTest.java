package dev.waybill.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.section.Source;
import dev.waybill.jobs.TinyPipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody goes on writing the source's file while it is read. */
class GrowingFileTest {

    private static final List<String> TRIPS =
            TinyPipeline.trips(LocalDate.of(2020, 3, 1), LocalDate.of(2020, 3, 2), 20, 3);

    @TempDir
    private Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void open() {
        pipeline = new TinyPipeline(home);
        pipeline.source(TRIPS.subList(0, 30));
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    /** Between the moment when Spark lists it and that when it is printed, what comes is not read, and so not printed. */
    @Test
    void isPrintedAsItWasWhenItWasListed() {
        Source source = pipeline.bind(Prepare.Params.class).source();
        JobContext context = pipeline.context();
        Dataset<Row> listed = RawRows.read(context.spark(), source, context.workspace());
        Map<String, String> before = SourceFiles.prints(listed);
        append(TRIPS.subList(30, 40));
        assertThat(SourceFiles.prints(listed)).hasSize(1).isEqualTo(before);
        Dataset<Row> now = RawRows.read(context.spark(), source, context.workspace());
        assertThat(SourceFiles.prints(now)).isNotEqualTo(before);
    }

    @Test
    void whatComesMeanwhileIsTakenInTheNextTime() {
        AtomicBoolean once = new AtomicBoolean();
        Prepare.Params params = pipeline.bind(Prepare.Params.class);
        Prepare.Result first = new Prepare().run(params, pipeline.context(doing -> {
            if (doing.equals("checking the batch") && !once.getAndSet(true)) {
                append(TRIPS.subList(30, 40));
            }
        }));
        assertThat(once).isTrue();
        assertThat(first.rows()).isBetween(30L, 40L);
        assertThat(pipeline.run(new Prepare()).rows()).isEqualTo(40);
        assertThat(pipeline.run(new Prepare()).covered()).isEqualTo("nothing new");
    }

    private void append(List<String> lines) {
        try {
            Files.write(home.resolve("trips.csv"), lines, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
