package dev.waybill.common.track.server;

import java.util.Map;
import java.util.Optional;

/**
 * What the environment says of the tracking store, in MLflow's own variables. Never shown: some of it is secret.
 *
 * @param uri {@code MLFLOW_TRACKING_URI}
 * @param username {@code MLFLOW_TRACKING_USERNAME}
 * @param password {@code MLFLOW_TRACKING_PASSWORD}
 * @param token {@code MLFLOW_TRACKING_TOKEN}
 * @param insecureTls {@code MLFLOW_TRACKING_INSECURE_TLS}: any certificate is trusted
 * @param certificates {@code MLFLOW_TRACKING_SERVER_CERT_PATH}: a PEM file of those that are trusted
 */
public record MlflowVariables(
        Optional<String> uri,
        Optional<String> username,
        Optional<String> password,
        Optional<String> token,
        boolean insecureTls,
        Optional<String> certificates) {

    public static final String URI = "MLFLOW_TRACKING_URI";
    public static final String USERNAME = "MLFLOW_TRACKING_USERNAME";
    public static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";
    public static final String TOKEN = "MLFLOW_TRACKING_TOKEN";
    public static final String INSECURE_TLS = "MLFLOW_TRACKING_INSECURE_TLS";
    public static final String CERTIFICATES = "MLFLOW_TRACKING_SERVER_CERT_PATH";

    /** Of an environment, in which a variable without a value counts as none. */
    public static MlflowVariables of(Map<String, String> environment) {
        return new MlflowVariables(
                value(environment, URI),
                value(environment, USERNAME),
                value(environment, PASSWORD),
                value(environment, TOKEN),
                value(environment, INSECURE_TLS)
                        .filter(text -> text.equalsIgnoreCase("true") || text.equals("1"))
                        .isPresent(),
                value(environment, CERTIFICATES));
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    @Override
    public String toString() {
        return "the variables MLFLOW_TRACKING_*";
    }
}
