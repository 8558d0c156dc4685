package dev.waybill.common.model;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.model.FactorModel.Factors;
import dev.waybill.common.section.Recommend;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Factors as files: {@code factors.bin}, users and then items, and {@code waybill.json}, all else. */
public final class FactorFolder {

    private static final String FACTORS = "factors.bin";

    private record Description(Family family, Recommend params, Lineage lineage, Map<String, String> sha256) {}

    private FactorFolder() {}

    /** Replaces a folder by this model: complete, or not at all. */
    public static FactorModel write(Path folder, FactorModel model) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(FACTORS, bytes(model));
        files.put(
                MlflowFiles.MLMODEL,
                OwnFlavor.mlmodel("factors", FACTORS, model.provenance()).getBytes(StandardCharsets.UTF_8));
        SignedFolder.write(
                folder,
                files,
                sha256 -> JsonFile.text(
                        new Description(Family.factors, model.params(), Lineage.of(model.provenance()), sha256)));
        return read(folder);
    }

    static FactorModel read(Path folder) {
        Description description = JsonFile.read(folder.resolve(SignedFolder.DESCRIPTION), Description.class);
        SignedFolder.requireUnchanged(folder, description.sha256());
        Path file = folder.resolve(FACTORS);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(SignedFolder.bytes(file)))) {
            int rank = in.readInt();
            return new FactorModel(
                    read(in, rank),
                    read(in, rank),
                    description.params(),
                    description.lineage().provenance(),
                    SignedFolder.sha256(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** The rank, then of users and of items how many there are, and of each its name, its amount and its factors. */
    private static byte[] bytes(FactorModel model) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(model.params().rank());
            for (List<Factors> kind : List.of(model.users(), model.items())) {
                out.writeInt(kind.size());
                for (Factors one : kind) {
                    out.writeUTF(one.name());
                    out.writeLong(one.amount());
                    for (float value : one.values()) {
                        out.writeFloat(value);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write factors", e);
        }
        return bytes.toByteArray();
    }

    private static List<Factors> read(DataInputStream in, int rank) throws IOException {
        int size = in.readInt();
        List<Factors> kind = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            String name = in.readUTF();
            long amount = in.readLong();
            List<Float> values = new ArrayList<>(rank);
            for (int factor = 0; factor < rank; factor++) {
                values.add(in.readFloat());
            }
            kind.add(new Factors(name, amount, List.copyOf(values)));
        }
        return List.copyOf(kind);
    }
}
