package dev.waybill.pipelines.cli;

import picocli.CommandLine.Option;

/** Of the commands that run steps. */
final class VerboseOption {

    @Option(
            names = {"-v", "--verbose"},
            description = "For each step, say what Spark did and where the time went.")
    boolean verbose;
}
