package dev.waybill.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystemException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

class DenialTest {

    @Test
    void isFoundInWhatATaskThrew() {
        IOException task = new IOException("Mkdirs failed to create file:/w/trips (exists=false, cwd=file:/)");
        SparkException failure = new SparkException("Task failed while writing rows.\n\tat ...", task);

        assertThat(Denial.in(new IllegalStateException("Job prepare failed", failure)))
                .contains("IOException: Mkdirs failed to create file:/w/trips (exists=false, cwd=file:/)");
    }

    @Test
    void isWordedBySystemsAndLibraries() {
        assertThat(Denial.in(
                        new UncheckedIOException(new FileSystemException("/w/trips", null, "Read-only file system"))))
                .contains("FileSystemException: /w/trips: Read-only file system");
        assertThat(Denial.in(new FileNotFoundException("/w/trips/part-0 (Permission denied)")))
                .contains("FileNotFoundException: /w/trips/part-0 (Permission denied)");
        assertThat(Denial.in(new IOException("[DELTA_CANNOT_CREATE_LOG_PATH] Cannot create file:/w/trips/_delta_log.")))
                .contains("IOException: [DELTA_CANNOT_CREATE_LOG_PATH] Cannot create file:/w/trips/_delta_log");
        assertThat(Denial.in(new SocketTimeoutException("Connect timed out")))
                .contains("SocketTimeoutException: Connect timed out");
    }

    @Test
    void isNotWhatAProgramDidWrong() {
        assertThat(Denial.in(new IllegalStateException("Permission denied is a category of the data")))
                .isEmpty();
        assertThat(Denial.in(new IOException("broken footer"))).isEmpty();
    }
}
