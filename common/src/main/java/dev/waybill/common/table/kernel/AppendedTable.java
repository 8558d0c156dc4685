package dev.waybill.common.table.kernel;

import dev.waybill.common.file.AtomicFile;
import dev.waybill.common.row.RowProgram;
import dev.waybill.common.table.LinkedLogStore;
import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Operation;
import io.delta.kernel.Table;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionBuilder;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.defaults.internal.data.DefaultColumnarBatch;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.CheckpointAlreadyExistsException;
import io.delta.kernel.exceptions.ConcurrentTransactionException;
import io.delta.kernel.exceptions.ConcurrentWriteException;
import io.delta.kernel.exceptions.TableAlreadyExistsException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.TransactionImpl;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Delta table on this machine's disk to which rows of several types are appended, each append once and only once. The table
 * is created by the first, and gets the columns that later ones bring.
 *
 * <p>What an append has returned from is on the disk itself. For one thread at a time; other processes may write as well.
 */
public final class AppendedTable {

    private static final Logger LOG = LoggerFactory.getLogger(AppendedTable.class);
    private static final String WRITER = "waybill";

    /** As often is an append made again that others came before; one that is broken off may be made again at any time. */
    private static final int MOST_TRIES = 10;

    private final Path folder;
    private final Engine engine;
    private final Table table;
    private final Map<List<Object>, RowProgram> programs = new HashMap<>();

    /** @param folder of the table, which need not be there yet */
    public AppendedTable(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
        Configuration settings = new Configuration();
        settings.set("io.delta.kernel.logStore.file.impl", LinkedLogStore.class.getName());
        engine = DefaultEngine.create(settings);
        table = Table.forPath(engine, this.folder.toString());
    }

    /**
     * Appends in one commit, unless the same append is in the table already, or a later one of the same series.
     *
     * @param series of appends that come one after the other
     * @param ordinal which of them it is; grows
     * @return whether rows were appended now
     * @throws RuntimeException if the table cannot be written; then the same append may be made again
     */
    public boolean append(String series, long ordinal, List<TypedRows> rows) {
        for (int tries = 1; ; tries++) {
            try {
                TableType type = prepared(rows);
                commit(series, ordinal, type, rows);
                return true;
            } catch (ConcurrentTransactionException already) {
                return false;
            } catch (ConcurrentWriteException | TableAlreadyExistsException e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
                LOG.info("Appending to {} once more, since others wrote to it: {}", folder, e.getMessage());
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot append to the table in " + folder, e);
            }
        }
    }

    /** The type of the table once it is there, with all columns that it needs. */
    private TableType prepared(List<TypedRows> rows) throws IOException {
        Optional<SnapshotImpl> now = latest();
        TableType there =
                now.map(snapshot -> TableType.of(snapshot.getSchema(engine))).orElse(TableType.EMPTY);
        TableType needed = there;
        for (TypedRows some : rows) {
            needed = needed.with(some.type());
        }
        if (now.isEmpty()) {
            create(needed);
        } else if (!needed.equals(there)) {
            widen(now.get(), needed);
        }
        return needed;
    }

    private Optional<SnapshotImpl> latest() {
        try {
            return Optional.of((SnapshotImpl) table.getLatestSnapshot(engine));
        } catch (TableNotFoundException none) {
            return Optional.empty();
        }
    }

    private void create(TableType type) throws IOException {
        TransactionBuilder creation = table.createTransactionBuilder(engine, WRITER, Operation.CREATE_TABLE)
                .withSchema(engine, type.forKernel());
        if (!type.partitionedBy().isEmpty()) {
            creation = creation.withPartitionColumns(engine, type.partitionedBy());
        }
        creation.build(engine).commit(engine, CloseableIterable.emptyIterable());
        AtomicFile.sync(folder);
        AtomicFile.sync(folder.resolveSibling("."));
    }

    /** Kernel knows how to commit another type of a table, but this version's builder does not offer it. */
    private void widen(SnapshotImpl now, TableType type) {
        LOG.info("The table in {} gets new columns: {}", folder, type.columns().catalogString());
        new TransactionImpl(
                        false,
                        now.getDataPath(),
                        now.getLogPath(),
                        now,
                        WRITER,
                        Operation.MANUAL_UPDATE,
                        now.getProtocol(),
                        now.getMetadata().withNewSchema(type.forKernel()),
                        Optional.empty(),
                        true,
                        false,
                        Clock.systemUTC()::millis)
                .commit(engine, CloseableIterable.emptyIterable());
    }

    private void commit(String series, long ordinal, TableType type, List<TypedRows> rows) throws IOException {
        Transaction transaction = table.createTransactionBuilder(engine, WRITER, Operation.WRITE)
                .withTransactionId(engine, series, ordinal)
                .build(engine);
        if (!TableType.of(transaction.getSchema(engine)).equals(type)) {
            throw new ConcurrentWriteException("Its columns have changed meanwhile");
        }
        List<Row> added = new ArrayList<>();
        for (Map.Entry<Map<String, Literal>, List<InternalRow>> part :
                byPartition(type, rows).entrySet()) {
            added.addAll(written(transaction, type, part.getKey(), part.getValue()));
        }
        TransactionCommitResult done = transaction.commit(engine, CloseableIterable.inMemoryIterable(iterator(added)));
        if (done.isReadyForCheckpoint()) {
            checkpoint(done.getVersion());
        }
    }

    private Map<Map<String, Literal>, List<InternalRow>> byPartition(TableType type, List<TypedRows> rows) {
        Optional<String> column = type.partitionedBy().stream().findFirst();
        Map<@Nullable Integer, List<InternalRow>> byDate = new LinkedHashMap<>();
        for (TypedRows some : rows) {
            RowProgram program = programs.computeIfAbsent(
                    List.of(type, some.type()),
                    any -> RowProgram.of(some.type(), type.of(some.type()), ZoneOffset.UTC));
            for (InternalRow row : some.rows()) {
                InternalRow taken = program.apply(row).copy();
                byDate.computeIfAbsent(date(type, column, taken), any -> new ArrayList<>())
                        .add(taken);
            }
        }
        Map<Map<String, Literal>, List<InternalRow>> parts = new LinkedHashMap<>();
        byDate.forEach((date, some) -> parts.put(
                column.map(name -> Map.of(name, date == null ? Literal.ofNull(DateType.DATE) : Literal.ofDate(date)))
                        .orElse(Map.of()),
                some));
        return parts;
    }

    private static @Nullable Integer date(TableType type, Optional<String> column, InternalRow row) {
        return column.map(type.columns()::fieldIndex)
                .filter(place -> !row.isNullAt(place))
                .map(row::getInt)
                .orElse(null);
    }

    private List<Row> written(
            Transaction transaction, TableType type, Map<String, Literal> partition, List<InternalRow> rows)
            throws IOException {
        Row state = transaction.getTransactionState(engine);
        DataWriteContext target = Transaction.getWriteContext(engine, state, partition);
        CloseableIterator<FilteredColumnarBatch> data = Transaction.transformLogicalData(
                engine, state, iterator(List.of(batch(type.forKernel(), rows))), partition);
        List<DataFileStatus> files = new ArrayList<>();
        try (CloseableIterator<DataFileStatus> written = engine.getParquetHandler()
                .writeParquetFiles(target.getTargetDirectory(), data, target.getStatisticsColumns())) {
            written.forEachRemaining(files::add);
        }
        sync(files);
        List<Row> added = new ArrayList<>();
        try (CloseableIterator<Row> actions =
                Transaction.generateAppendActions(engine, state, iterator(files), target)) {
            actions.forEachRemaining(added::add);
        }
        return added;
    }

    private static FilteredColumnarBatch batch(StructType type, List<InternalRow> rows) {
        ColumnVector[] columns = new ColumnVector[type.length()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = RowVector.column(type.at(i).getDataType(), rows, i);
        }
        return new FilteredColumnarBatch(new DefaultColumnarBatch(rows.size(), type, columns), Optional.empty());
    }

    /** A commit that names files has to find them, also after the power failed. */
    private void sync(List<DataFileStatus> files) throws IOException {
        Set<Path> folders = new HashSet<>(Set.of(folder));
        for (DataFileStatus file : files) {
            Path path = Path.of(
                    new org.apache.hadoop.fs.Path(file.getPath()).toUri().getPath());
            AtomicFile.sync(path);
            folders.add(path.resolveSibling("."));
        }
        for (Path each : folders) {
            AtomicFile.sync(each);
        }
    }

    /** Spares readers to read each commit; without one the table is as good. */
    private void checkpoint(long version) {
        try {
            table.checkpoint(engine, version);
        } catch (CheckpointAlreadyExistsException others) {
            LOG.debug("Others wrote the checkpoint of version {} of {}", version, folder);
        } catch (IOException | RuntimeException e) {
            LOG.warn("No checkpoint of version {} of {}: {}", version, folder, e.toString());
        }
    }

    private static <T> CloseableIterator<T> iterator(List<T> items) {
        return Utils.toCloseableIterator(items.iterator());
    }
}
