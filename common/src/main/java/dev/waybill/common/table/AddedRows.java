package dev.waybill.common.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.RemoveFile;
import scala.Option;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** What was appended to a table between two versions: read from just the files that came. */
final class AddedRows {

    private AddedRows() {}

    /**
     * The rows of these files; of files that were only put together anew, none.
     *
     * @return empty if rows went as well, or if the log or the files no longer tell
     */
    static Optional<Dataset<Row>> between(SparkSession spark, Path path, TableVersion before, TableVersion now) {
        if (!before.id().equals(now.id()) || before.version() > now.version()) {
            return Optional.empty();
        }
        DeltaLog log = DeltaLog.forTable(spark, path);
        return added(log, before.version(), now.version())
                .filter(files -> files.stream().allMatch(file -> PastVersion.isThere(log, path, Snapshots.file(file))))
                .map(files -> log.createDataFrame(
                        Snapshots.last(log, now.version()),
                        JavaConverters.asScalaBuffer(files).toSeq(),
                        false,
                        Option.empty()));
    }

    private static Optional<List<AddFile>> added(DeltaLog log, long before, long now) {
        List<AddFile> files = new ArrayList<>();
        long last = before;
        Iterator<Tuple2<Object, Seq<Action>>> commits = log.getChanges(before + 1, false);
        while (last < now && commits.hasNext()) {
            Tuple2<Object, Seq<Action>> commit = commits.next();
            long version = (Long) commit._1();
            if (version != last + 1 || hasRemoved(commit._2())) {
                return Optional.empty();
            }
            last = version;
            JavaConverters.seqAsJavaList(commit._2()).stream()
                    .filter(AddFile.class::isInstance)
                    .map(AddFile.class::cast)
                    .filter(AddFile::dataChange)
                    .forEach(files::add);
        }
        return last < now ? Optional.empty() : Optional.of(files);
    }

    private static boolean hasRemoved(Seq<Action> actions) {
        return JavaConverters.seqAsJavaList(actions).stream()
                .anyMatch(action -> action instanceof RemoveFile file && file.dataChange());
    }
}
