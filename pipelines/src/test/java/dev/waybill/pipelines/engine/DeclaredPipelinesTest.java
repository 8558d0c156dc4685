package dev.waybill.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.params.Params;
import dev.waybill.jobs.Jobs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pipelines of this repository. */
class DeclaredPipelinesTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    @Test
    void runAlikeWithDvcAndNameAllThatTheirJobsRead() {
        for (String name : Params.names(HOME)) {
            Pipeline pipeline = Pipeline.load(HOME, name, "dev", List.of(), Jobs::all);

            pipeline.check(pipeline.graph());

            assertThat(pipeline.allRemarks(pipeline.graph())).as(name).isEmpty();
        }
    }
}
