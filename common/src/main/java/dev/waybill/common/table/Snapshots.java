package dev.waybill.common.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.util.FileNames;
import scala.Option;

/** The latest version of a table as Delta itself sees it, checkpoints included. */
final class Snapshots {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Snapshots() {}

    static Pointer pointer(SparkSession spark, Path path) {
        DeltaLog log = DeltaLog.forTable(spark, path);
        Snapshot snapshot = latest(log);
        return Pointer.of(version(path, snapshot), files(snapshot), commit(log, snapshot.version()));
    }

    static TableVersion version(SparkSession spark, Path path) {
        return version(path, latest(DeltaLog.forTable(spark, path)));
    }

    private static Snapshot latest(DeltaLog log) {
        return log.update(false, Option.empty(), Option.empty());
    }

    private static TableVersion version(Path path, Snapshot snapshot) {
        return new TableVersion(path.getName(), snapshot.metadata().id(), snapshot.version());
    }

    /** One small line a file, from the log alone. */
    private static List<ActiveFile> files(Snapshot snapshot) {
        return snapshot.allFiles().toDF().select("path", "deletionVector", "stats").toJSON().collectAsList().stream()
                .map(Snapshots::file)
                .toList();
    }

    private static ActiveFile file(String json) {
        try {
            JsonNode action = JSON.readTree(json);
            return ActiveFile.of(action, JSON.readTree(action.path("stats").asText()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Not an action of Delta's log: " + json, e);
        }
    }

    private static byte[] commit(DeltaLog log, long version) {
        Path file = FileNames.unsafeDeltaFile(log.logPath(), version);
        try (InputStream bytes = file.getFileSystem(log.newDeltaHadoopConf()).open(file)) {
            return bytes.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
