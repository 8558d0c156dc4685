package dev.waybill.pipelines.cli;

import picocli.CommandLine.Option;

/** The options of every command. */
final class CommonOptions {

    static final String JSON = "--json";

    @Option(names = JSON, description = "Print one JSON document on the output; progress goes to the error stream.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this.")
    boolean help;
}
