package dev.waybill.pipelines.cli;

import picocli.CommandLine.Option;

/** Which file of conf/ counts. */
final class EnvironmentOption {

    @Option(
            names = "--env",
            paramLabel = "ENV",
            defaultValue = "${env:WAYBILL_ENV:-dev}",
            description = "Takes conf/ENV.yaml over params.yaml; WAYBILL_ENV if not given, else dev.")
    String name = "dev";
}
