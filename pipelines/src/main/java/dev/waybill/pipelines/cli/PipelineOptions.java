package dev.waybill.pipelines.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that works in a pipeline. */
final class PipelineOptions {

    @Option(
            names = {"-p", "--pipeline"},
            required = true,
            paramLabel = "NAME",
            description = "The pipeline: a folder of pipelines/.")
    String pipeline = "";

    @Option(
            names = "--env",
            paramLabel = "ENV",
            defaultValue = "${env:WAYBILL_ENV:-dev}",
            description = "Takes conf/ENV.yaml over params.yaml; WAYBILL_ENV if not given, else dev.")
    String environment = "dev";

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
