package dev.waybill.pipelines.cli;

import picocli.CommandLine.Option;

/** Of the commands that run steps. */
final class VerboseOption {

    @Option(
            names = {"-v", "--verbose"},
            description = "Say for each step what Spark did for it, and where the time went.")
    boolean verbose;
}
