package dev.waybill.pipelines.cli;

import picocli.CommandLine.Option;

/** Which pipeline is meant. */
final class PipelineName {

    @Option(
            names = {"-p", "--pipeline"},
            required = true,
            paramLabel = "NAME",
            description = "The pipeline: a folder of pipelines/.")
    String pipeline = "";
}
