// A network of dense layers. All layers' parameters lie in one buffer; a layer's begin at `offset`: its weights [inputs][outputs], then its
// biases [outputs]. Every sum is made by one work item in a fixed order: the same numbers give the same bits.

// Philox4x32-10 (Salmon et al. 2011): word `i` of a stream.
inline uint philox(uint i, uint a, uint b, uint purpose, uint low, uint high)
{
    uint4 c = (uint4)(i / 4, a, b, purpose);
    for (int round = 0; round < 10; round++)
    {
        uint p = mul_hi(0xD2511F53u, c.x), q = mul_hi(0xCD9E8D57u, c.z);
        c = (uint4)(q ^ c.y ^ low, 0xCD9E8D57u * c.z, p ^ c.w ^ high, 0xD2511F53u * c.x);
        low += 0x9E3779B9u;
        high += 0xBB67AE85u;
    }
    return i % 4 == 0 ? c.x : i % 4 == 1 ? c.y : i % 4 == 2 ? c.z : c.w;
}

// Takes `rows` rows of the data, those that `order` names from `first` on.
kernel void gather(
    global const float* values, global const int* labels, global const int* order, uint first, uint rows, uint columns,
    global float* batch, global int* batch_labels)
{
    uint i = get_global_id(0);
    if (i >= rows * columns) return;
    uint row = i / columns, column = i % columns;
    int source = order[first + row];
    batch[i] = values[(size_t)source * columns + column];
    if (column == 0) batch_labels[row] = labels[source];
}

// out = in * weights + biases, for hidden layers followed by max(0, .) and dropout: an element whose random word is below `threshold` becomes
// 0, the others are multiplied by `scale` = 1 / (1 - rate). Threshold 0: no dropout.
kernel void dense(
    global const float* in, global const float* parameters, uint offset, uint rows, uint inputs, uint outputs, uint hidden,
    float scale, uint threshold, uint step, uint layer, uint seed_low, uint seed_high, global float* out)
{
    uint i = get_global_id(0);
    if (i >= rows * outputs) return;
    uint row = i / outputs, o = i % outputs;
    global const float* w = parameters + offset;
    float sum = w[inputs * outputs + o];
    for (uint k = 0; k < inputs; k++) sum += in[row * inputs + k] * w[k * outputs + o];
    if (hidden)
    {
        sum = fmax(sum, 0.0f);
        if (threshold) sum = philox(i, step, layer, 4, seed_low, seed_high) < threshold ? 0.0f : sum * scale;
    }
    out[i] = sum;
}

// Logistic loss of one output: per row its cross-entropy, and its derivative by the output over the number of rows.
kernel void sigmoid_loss(global const float* out, global const int* labels, uint rows, uint classes, uint first, global float* delta, global float* losses)
{
    uint row = get_global_id(0);
    if (row >= rows) return;
    float z = out[row], y = labels[row], e = exp(-fabs(z));
    losses[first + row] = fmax(z, 0.0f) - z * y + log1p(e);
    delta[row] = ((z >= 0 ? 1.0f : e) / (1.0f + e) - y) / rows;
}

// The same for several outputs, one for each class.
kernel void softmax_loss(global const float* out, global const int* labels, uint rows, uint classes, uint first, global float* delta, global float* losses)
{
    uint row = get_global_id(0);
    if (row >= rows) return;
    global const float* z = out + row * classes;
    float top = z[0], sum = 0;
    for (uint c = 1; c < classes; c++) top = fmax(top, z[c]);
    for (uint c = 0; c < classes; c++) sum += exp(z[c] - top);
    int y = labels[row];
    losses[first + row] = log(sum) - (z[y] - top);
    for (uint c = 0; c < classes; c++) delta[row * classes + c] = (exp(z[c] - top) / sum - (c == (uint)y ? 1.0f : 0.0f)) / rows;
}

// The derivative of the loss by a layer's parameters; row `inputs` is the biases'.
kernel void gradient(global const float* in, global const float* delta, uint offset, uint rows, uint inputs, uint outputs, global float* gradients)
{
    uint i = get_global_id(0);
    if (i >= (inputs + 1) * outputs) return;
    uint k = i / outputs, o = i % outputs;
    float sum = 0;
    if (k < inputs) { for (uint row = 0; row < rows; row++) sum += in[row * inputs + k] * delta[row * outputs + o]; }
    else { for (uint row = 0; row < rows; row++) sum += delta[row * outputs + o]; }
    gradients[offset + i] = sum;
}

// The derivative by a hidden layer's output, through its dropout (`scale`) and its max(0, .): both leave 0 where the output is 0.
kernel void backward(
    global const float* delta, global const float* parameters, uint offset, uint rows, uint inputs, uint outputs, global const float* in, float scale, global float* result)
{
    uint i = get_global_id(0);
    if (i >= rows * inputs) return;
    uint row = i / inputs, k = i % inputs;
    global const float* w = parameters + offset;
    float sum = 0;
    for (uint o = 0; o < outputs; o++) sum += delta[row * outputs + o] * w[k * outputs + o];
    result[i] = in[i] > 0 ? sum * scale : 0.0f;
}

// Gradient descent with momentum (Polyak 1964): v = momentum * v + g, p = p - rate * v.
kernel void sgd(global float* parameters, global const float* gradients, global float* velocity, uint count, float rate, float momentum)
{
    uint i = get_global_id(0);
    if (i >= count) return;
    float v = momentum * velocity[i] + gradients[i];
    velocity[i] = v;
    parameters[i] -= rate * v;
}

// Adam (Kingma and Ba 2015), with the corrections 1 / (1 - beta^t) from the host.
kernel void adam(
    global float* parameters, global const float* gradients, global float* mean, global float* square, uint count,
    float rate, float beta1, float beta2, float epsilon, float correction1, float correction2)
{
    uint i = get_global_id(0);
    if (i >= count) return;
    float g = gradients[i];
    float m = beta1 * mean[i] + (1 - beta1) * g;
    float v = beta2 * square[i] + (1 - beta2) * g * g;
    mean[i] = m;
    square[i] = v;
    parameters[i] -= rate * (m * correction1) / (sqrt(v * correction2) + epsilon);
}
