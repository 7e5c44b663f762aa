import java.io.File;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs a saved model with ND4J alone: java EmbedModel model.fb samples.npy type/score */
public class EmbedModel {
    public static void main(String[] args) {
        SameDiff model = SameDiff.load(new File(args[0]), false);
        INDArray samples = Nd4j.createFromNpyFile(new File(args[1])); // [1,S] 16 kHz, unit variance
        Map<String, INDArray> inputs =
                Map.of("input_values", samples, "attention_mask", Nd4j.onesLike(samples));
        INDArray scores = model.output(inputs, args[2]).get(args[2]); // [1,K]
        for (float score : scores.toFloatVector()) {
            System.out.println(score);
        }
    }
}
