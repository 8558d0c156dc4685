package dev.waybill.pipelines.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that works in a pipeline. */
final class PipelineOptions {

    @Mixin
    final PipelineName name = new PipelineName();

    @Mixin
    final EnvironmentOption environment = new EnvironmentOption();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Takes a value over both files, such as model.max_depth=8; may be repeated.")
    List<String> overrides = new ArrayList<>();

    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "Spark's master, such as local[4]; else spark-submit's, else the one in conf/ENV.yaml.")
    @Nullable
    String master;
}
