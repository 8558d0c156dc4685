package dev.waybill.common.table;

import dev.waybill.common.table.TableChange.Deleted;
import dev.waybill.common.table.TableChange.Emptied;
import dev.waybill.common.table.TableChange.Moved;
import dev.waybill.common.table.TableChange.Replaced;
import dev.waybill.common.table.TableChange.Rewound;
import dev.waybill.common.table.TableChange.Rewritten;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Whether tables still are what their pointers say, without Spark: at the cost of listing their logs and reading one
 * commit of each, and of more commits only to tell by how much a table moved.
 *
 * @param root the folder of the tables, any Hadoop path
 * @param settings of a Spark session, for Hadoop's file systems
 */
public record LiveTables(String root, Map<String, String> settings) {

    /** So far back a log is read to know all files; an older log says nothing of missing ones. */
    private static final int MOST_COMMITS = 100;

    /** How the table differs from its pointer; empty if it does not. */
    public Optional<TableChange> changeSince(Pointer pointer) {
        TableLog log = TableLog.open(root, pointer.table(), settings);
        OptionalLong latest = log.latest();
        if (latest.isEmpty()) {
            return Optional.of(new Deleted());
        }
        long now = latest.getAsLong();
        boolean same = isSame(log, pointer);
        if (same && (now == pointer.version() || log.origin(now) == pointer.version())) {
            return missingFiles(log, pointer, now);
        }
        return Optional.of(same && now > pointer.version() ? moved(log, pointer, now) : other(log, pointer, now));
    }

    /** A commit that was cleaned up, which Delta does only below a checkpoint, says nothing against. */
    private static boolean isSame(TableLog log, Pointer pointer) {
        long version = pointer.version();
        return log.hasCommit(version)
                ? Pointer.digest(log.bytes(version)).equals(pointer.commit())
                : log.latest().orElse(-1) >= version && !differentId(log, pointer);
    }

    private static boolean differentId(TableLog log, Pointer pointer) {
        return id(log).filter(id -> !id.equals(pointer.id())).isPresent();
    }

    /** The id that the latest commit naming one gave. */
    private static Optional<String> id(TableLog log) {
        return log.downFrom(log.latest().orElse(-1)).stream()
                .map(version -> log.commit(version).id())
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static TableChange other(TableLog log, Pointer pointer, long now) {
        Optional<String> id = id(log).filter(found -> !found.equals(pointer.id()));
        if (id.isPresent()) {
            return new Replaced(pointer.id(), id.get());
        }
        return now < pointer.version() ? new Rewound(pointer.version(), now) : new Rewritten(pointer.version());
    }

    /** Walks back from the version that has the pointer's rows until all its files are known. */
    private static Optional<TableChange> missingFiles(TableLog log, Pointer pointer, long now) {
        int files = pointer.files();
        List<ActiveFile> active = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (long version : log.downFrom(now).stream().limit(MOST_COMMITS).toList()) {
            Commit commit = log.commit(version);
            commit.added().stream().filter(file -> seen.add(file.id())).forEach(active::add);
            commit.removed().forEach(file -> seen.add(file.id()));
            if (version > pointer.version()) {
                files += commit.added().size() - commit.removed().size();
            } else if (active.size() >= files) {
                break;
            }
        }
        long missing = active.size() == files ? log.missing(active) : 0;
        return missing == 0 ? Optional.empty() : Optional.of(new Emptied(missing, files));
    }

    private static TableChange moved(TableLog log, Pointer pointer, long now) {
        List<Commit> later = log.downFrom(now).stream()
                .filter(version -> version > pointer.version())
                .map(log::commit)
                .toList();
        if (later.size() < now - pointer.version()) {
            return new Moved(pointer.version(), now, OptionalLong.empty(), OptionalLong.empty());
        }
        List<ActiveFile> added =
                later.stream().flatMap(commit -> commit.added().stream()).toList();
        List<ActiveFile> removed =
                later.stream().flatMap(commit -> commit.removed().stream()).toList();
        return new Moved(
                pointer.version(),
                now,
                rows(log, pointer, added, removed),
                OptionalLong.of((long) added.size() - removed.size()));
    }

    private static OptionalLong rows(TableLog log, Pointer pointer, List<ActiveFile> added, List<ActiveFile> removed) {
        OptionalLong more = ActiveFile.rows(added);
        OptionalLong fewer = ActiveFile.rows(removed);
        if (fewer.isEmpty()) {
            fewer = rowsOfOlder(log, pointer, added, removed);
        }
        return more.isPresent() && fewer.isPresent()
                ? OptionalLong.of(more.getAsLong() - fewer.getAsLong())
                : OptionalLong.empty();
    }

    /** What was removed, by what was said of it when it was added; or all that there was. */
    private static OptionalLong rowsOfOlder(
            TableLog log, Pointer pointer, List<ActiveFile> added, List<ActiveFile> removed) {
        Set<String> gone = new HashSet<>(removed.stream().map(ActiveFile::id).toList());
        List<ActiveFile> known = new ArrayList<>(
                added.stream().filter(file -> gone.remove(file.id())).toList());
        if (gone.size() == pointer.files() && pointer.rows().isPresent()) {
            known.add(new ActiveFile("", "", pointer.rows()));
            return ActiveFile.rows(known);
        }
        log.downFrom(pointer.version()).stream()
                .limit(MOST_COMMITS)
                .takeWhile(version -> !gone.isEmpty())
                .flatMap(version -> log.commit(version).added().stream())
                .filter(file -> gone.remove(file.id()))
                .forEach(known::add);
        return gone.isEmpty() ? ActiveFile.rows(known) : OptionalLong.empty();
    }
}
