import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Loads a model of any size with ND4J alone: java LoadSplitModel model.fb weights.safetensors */
public class LoadSplitModel {
    @SuppressWarnings("unchecked")
    static SameDiff load(File graph, File weights) throws IOException {
        SameDiff model = SameDiff.load(graph, false);
        // Without this SameDiff keeps a second copy of every array.
        model.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), true);
        try (FileChannel file = FileChannel.open(weights.toPath())) {
            long headerBytes = map(file, 0, 8).getLong();
            byte[] json = new byte[(int) headerBytes];
            map(file, 8, headerBytes).get(json);
            Map<String, Map<String, List<Number>>> header =
                    new ObjectMapper().readValue(json, Map.class);
            for (SDVariable variable : model.variables()) {
                Map<String, List<Number>> entry = header.get(variable.name());
                if (entry != null && variable.getVariableType() == VariableType.VARIABLE) {
                    long[] shape = entry.get("shape").stream().mapToLong(Number::longValue).toArray();
                    long begin = entry.get("data_offsets").get(0).longValue();
                    long end = entry.get("data_offsets").get(1).longValue();
                    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape); // all are F32
                    ByteBuffer bytes = map(file, 8 + headerBytes + begin, end - begin);
                    array.data().asNioFloat().put(bytes.asFloatBuffer());
                    model.setArrayForVariable(variable.name(), array);
                }
            }
        }
        return model;
    }

    private static ByteBuffer map(FileChannel file, long from, long bytes) throws IOException {
        ByteBuffer map = file.map(FileChannel.MapMode.READ_ONLY, from, bytes);
        return map.order(ByteOrder.LITTLE_ENDIAN);
    }

    public static void main(String[] args) throws IOException {
        System.out.println(load(new File(args[0]), new File(args[1])).summary());
    }
}
