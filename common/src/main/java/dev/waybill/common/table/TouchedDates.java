package dev.waybill.common.table;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.FileAction;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.collection.immutable.Map;

/** Which event dates later versions of a table changed: told from its log, without reading data. */
final class TouchedDates {

    private TouchedDates() {}

    /**
     * The dates whose rows changed, among them {@link LocalDate#MIN} where the log does not say which; versions that changed
     * no rows, as by compacting files, count for nothing.
     *
     * @param before the version whose later ones are meant
     * @return empty if the log no longer has all of these, or if there is no such version of this table
     */
    static Optional<SortedSet<LocalDate>> since(SparkSession spark, Path path, TableVersion before) {
        DeltaLog log = DeltaLog.forTable(spark, path);
        Snapshot now = Snapshots.latest(log);
        if (!now.metadata().id().equals(before.id()) || now.version() < before.version()) {
            return Optional.empty();
        }
        SortedSet<LocalDate> touched = new TreeSet<>();
        long last = before.version();
        Iterator<Tuple2<Object, Seq<Action>>> commits = log.getChanges(last + 1, false);
        while (commits.hasNext()) {
            Tuple2<Object, Seq<Action>> commit = commits.next();
            long version = (Long) commit._1();
            if (version != last + 1) {
                return Optional.empty();
            }
            last = version;
            touched.addAll(dates(commit._2()));
        }
        return last < now.version() ? Optional.empty() : Optional.of(touched);
    }

    private static Set<LocalDate> dates(Seq<Action> actions) {
        return JavaConverters.seqAsJavaList(actions).stream()
                .filter(action -> action instanceof FileAction file && file.dataChange())
                .map(action -> date(((FileAction) action).partitionValues()))
                .collect(Collectors.toSet());
    }

    /** A file of which the log does not say counts as one of all dates. */
    private static LocalDate date(@Nullable Map<String, String> partition) {
        String date = partition == null ? null : partition.getOrElse(Tables.EVENT_DATE, () -> null);
        return date == null ? LocalDate.MIN : LocalDate.parse(date);
    }
}
