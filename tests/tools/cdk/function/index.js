exports.handler = async () => 'from an asset';
