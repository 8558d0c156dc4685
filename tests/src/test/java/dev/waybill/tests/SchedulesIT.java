package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.python.Venv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real Airflow and Kubernetes' own schema read what is meant for them. */
class SchedulesIT {

    /** Airflow without the packages around it, which a DAG of nothing but a task does not need. */
    private static final List<String> PACKAGES = List.of("apache-airflow-core==3.3.2", "kubernetes-validate==1.37.0");

    private static final String READ = """
            import json, sys
            from airflow.dag_processing.dagbag import DagBag
            from airflow.sdk.exceptions import AirflowException, AirflowFailException

            bag = DagBag(dag_folder=sys.argv[1])
            sys.path.insert(0, sys.argv[1])
            import airflow_waybill

            def told(code):
                try:
                    airflow_waybill.end(code)
                    return "done"
                except AirflowFailException:
                    return "failed"
                except AirflowException:
                    return "retried"

            print(json.dumps({
                "errors": bag.import_errors,
                "dags": {name: {task.task_id: task.retries for task in dag.tasks} for name, dag in bag.dags.items()},
                "ends": {code: told(code) for code in range(256)}}))
            """;

    private static Venv venv;

    @TempDir
    private Path folder;

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        venv = Venv.of("schedules", "Airflow and Kubernetes", PACKAGES);
    }

    @Test
    void airflowReadsItsDagAndRetriesWhatMayGoWell() throws IOException, InterruptedException {
        Path dags = Files.createDirectory(folder.resolve("dags"));
        Files.copy(SchedulesTest.FOLDER.resolve("airflow_waybill.py"), dags.resolve("airflow_waybill.py"));
        Map<String, String> environment =
                Map.of("AIRFLOW_HOME", folder.toString(), "AIRFLOW__CORE__LOAD_EXAMPLES", "False");

        String printed = Venv.well(folder, environment, List.of(venv.program("python"), "-c", READ, dags.toString()));
        JsonNode read = JsonFile.JSON.readTree(printed.lines().reduce("", (before, line) -> line));
        assertThat(read.path("errors")).isEmpty();
        assertThat(read.at("/dags/waybill_green_taxi/nightly").asInt()).isPositive();
        for (int code = 0; code < 256; code++) {
            String wanted = code == 0 ? "done" : SchedulesTest.NEVER_RETRIED.contains(code) ? "failed" : "retried";
            assertThat(read.path("ends").path(String.valueOf(code)).asText())
                    .as("exit code " + code)
                    .isEqualTo(wanted);
        }
    }

    @Test
    void kubernetesKnowsEachFieldOfTheCronJob() throws IOException, InterruptedException {
        String job = Files.readString(SchedulesTest.FOLDER.resolve("kubernetes-cronjob.yaml"));

        for (String version : List.of("1.31", "1.37")) {
            assertThat(validated(version, job)).contains("passed for resource cronjob/waybill-green-taxi");
        }
        assertThatThrownBy(() -> validated("1.37", job.replace("backoffLimit", "backofLimit")))
                .hasMessageContaining("'backofLimit' was unexpected");
    }

    private String validated(String version, String job) throws IOException, InterruptedException {
        Path file = folder.resolve("job.yaml");
        Files.writeString(file, job);
        return Venv.well(
                folder,
                Map.of(),
                List.of(venv.program("kubernetes-validate"), "--strict", "-k", version, file.toString()));
    }
}
