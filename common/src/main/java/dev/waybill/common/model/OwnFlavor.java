package dev.waybill.common.model;

/**
 * {@code MLmodel} of what only Waybill opens: MLflow keeps and shows the files, but has no loader for them
 * (<a href="https://mlflow.org/docs/latest/ml/model/#storage-format">storage format</a>).
 */
final class OwnFlavor {

    private OwnFlavor() {}

    static String mlmodel(String family, String data, Provenance provenance) {
        return """
                artifact_path: model
                flavors:
                  waybill:
                    data: %s
                    family: %s
                mlflow_version: 2.22.1
                utc_time_created: '%s'
                """.formatted(
                        data,
                        family,
                        provenance.trainedAt().toString().replace('T', ' ').replace("Z", ""));
    }
}
