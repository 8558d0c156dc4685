package dev.waybill.pipelines.cli;

import picocli.CommandLine.Option;

/** The option of commands that only read a pipeline's files. */
final class PipelineName {

    @Option(
            names = {"-p", "--pipeline"},
            required = true,
            paramLabel = "NAME",
            description = "The pipeline: a folder of pipelines/.")
    String pipeline = "";
}
