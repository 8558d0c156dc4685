package dev.waybill.common.track;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waybill.common.python.Venv;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The real MLflow of one version. */
record MlflowPython(Venv venv) {

    /** The last whose schema is the one that we create. */
    static final String LAST_2 = "2.22.5";

    static final String NEWEST = "3.17.2";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /** Skips the test, saying so, where there is no Python or no way to install into it. */
    static MlflowPython install(String version) throws IOException, InterruptedException {
        return new MlflowPython(Venv.of(
                "mlflow-" + version,
                "MLflow " + version,
                List.of(
                        "mlflow-skinny==" + version,
                        "sqlalchemy==2.0.43",
                        "alembic==1.16.5",
                        "flask==3.1.3",
                        "flask-cors==6.0.5",
                        "aiohttp==3.14.5",
                        "pandas==3.1.1",
                        "gunicorn==27.0.1")));
    }

    /** What {@code interop.py} found in a store. */
    JsonNode read(Path scratch, Path database, String newAlias) throws IOException, InterruptedException {
        Path script = scratch.resolve("interop.py");
        try (InputStream source = Objects.requireNonNull(MlflowPython.class.getResourceAsStream("interop.py"))) {
            Files.write(script, source.readAllBytes());
        }
        List<String> command = List.of(venv.program("python"), script.toString(), database.toString(), newAlias);
        return JSON.readTree(Venv.well(scratch, Map.of(), command));
    }
}
